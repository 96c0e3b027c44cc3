import type { ChatUpdate } from "#wire/chat";
import { useFormats } from "../../i18n/formats.ts";
import { useLanguage, useTexts } from "../../i18n/language.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { BodyText } from "../requests/body-text.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { ruleText } from "./rule-texts.ts";
import { silenceOf } from "./silence.ts";
import { ToldRequest } from "./told-request.tsx";

/** An update, what the tracker makes of it and why, and what each service was told. */
export function UpdateCard({ update }: { update: ChatUpdate }) {
  const texts = useTexts(CHAT_TEXTS);
  const { language } = useLanguage();
  const formats = useFormats();
  const { updateKind, gist, at, delivery, requests, text } = update;
  const { title, why } = ruleText(update.rule, language);
  const silence = silenceOf(update);
  return (
    <article class="chat-update">
      <header class="row spread">
        <code>{updateKind}</code>
        <span class={`badge ${delivery === "held" ? "warn" : ""}`}>{texts.delivery[delivery]}</span>
      </header>
      <div class="chat-done">
        <p class="chat-gist" dir="auto">
          {gist}
        </p>
        <time class="hint muted">{formats.time(at)}</time>
      </div>
      <div class="chat-rule">
        <h3 dir="auto">{title}</h3>
        <p>{why}</p>
      </div>
      {silence !== undefined && (
        <p class={`hint ${silence === "nothingYet" ? "muted" : "warn-text"}`}>{texts[silence]}</p>
      )}
      {requests.length > 0 && (
        <ul class="chat-requests">
          {requests.map((row) => (
            <ToldRequest key={row.id} row={row} isGuessed={row.tie === "time"} />
          ))}
        </ul>
      )}
      <details>
        <summary>{texts.update}</summary>
        <CopyButton text={text} label={texts.copyUpdate} />
        <BodyText text={text} label={texts.update} />
      </details>
    </article>
  );
}
