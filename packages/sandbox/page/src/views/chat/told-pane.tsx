import type { ConversationReply } from "#wire/chat";
import { useTexts } from "../../i18n/language.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { ToldRequest } from "./told-request.tsx";
import "./told.css";
import { UpdateCard } from "./update-card.tsx";

/** Each update of the person, the newest first, with the rule and the requests that came of it. */
export function ToldPane({ reply: { updates, others } }: { reply: ConversationReply }) {
  const texts = useTexts(CHAT_TEXTS);
  const isGuessed = updates.some(({ requests }) => requests.some(({ tie }) => tie === "time"));
  return (
    <section class="card chat-pane chat-told" aria-label={texts.told}>
      <header>
        <h2>{texts.told}</h2>
        <p class="hint muted">{texts.toldHint}</p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled by the keyboard */}
      <div class="chat-told-list" role="log" aria-label={texts.told} tabIndex={0}>
        {updates.length === 0 && <p class="muted">{texts.noUpdates}</p>}
        {updates.map((update) => (
          <UpdateCard key={update.updateId} update={update} />
        ))}
        {isGuessed && <p class="hint muted">{texts.byTimeHint}</p>}
        {others.length > 0 && (
          <details class="chat-others">
            <summary>
              {texts.others} ({others.length})
            </summary>
            <p class="hint muted">{texts.othersHint}</p>
            <ul class="chat-requests">
              {others.map((row) => (
                <ToldRequest key={row.id} row={row} />
              ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}
