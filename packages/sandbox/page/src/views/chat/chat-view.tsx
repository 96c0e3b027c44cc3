import { useState } from "preact/hooks";
import type { ChatReply } from "#wire/chat";
import { pathWith } from "../../api/fetch-json.ts";
import { useChatReply } from "../../api/use-reply.ts";
import { useTexts } from "../../i18n/language.tsx";
import { useViewTitle } from "../../i18n/use-view-title.ts";
import { usePageLocation } from "../../location/location.tsx";
import { LoadedView } from "../../ui/loaded-view.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { useMedia } from "../../ui/use-media.ts";
import { ViewHead } from "../../ui/view-head.tsx";
import { BotChoice } from "./bot-choice.tsx";
import "./chat.css";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { ConnectBot } from "./connect-bot.tsx";
import { ConversationArea } from "./conversation-area.tsx";
import { PeoplePane } from "./people-pane.tsx";
import { useTelegramLinks } from "./use-telegram-links.ts";

/** As in chat.css: below it there is room for one pane. */
const ONE_PANE = "(max-width: 64rem)";

export type Pane = "people" | "conversation" | "told";
const PANES: readonly Pane[] = ["people", "conversation", "told"];

/** People of the sandbox's own Telegram talk with a bot; what the services are told of it stands beside. */
export function ChatView() {
  const texts = useTexts(CHAT_TEXTS);
  const title = useViewTitle("chat");
  const { query, set } = usePageLocation();
  const loaded = useChatReply<ChatReply>(pathWith("/api/chat", { bot: query.get("bot") }));
  const links = useTelegramLinks();
  const isNarrow = useMedia(ONE_PANE);
  const [pane, setPane] = useState<Pane>(query.get("person") === null ? "people" : "conversation");
  const chosen = Number(query.get("person") ?? Number.NaN);
  const [wasChosen, setWasChosen] = useState(false);
  const choose = (person: number) => {
    setWasChosen(true);
    // The bot too: another that comes meanwhile must not take this one's place.
    set({ person: String(person), bot: String(loaded.reply?.bot ?? "") });
    setPane("conversation");
  };

  return (
    <>
      <ViewHead title={title}>{loaded.reply !== undefined && <BotChoice reply={loaded.reply} />}</ViewHead>
      <LoadedView of={loaded}>
        {(reply) => {
          if (reply.apiRoot === null) return <NoTelegram />;
          if (reply.bot === null) return <ConnectBot apiRoot={reply.apiRoot} />;
          const person = reply.people.find(({ id }) => id === chosen);
          return (
            <>
              {isNarrow && (
                <div class="chat-panes">
                  <Segmented<Pane>
                    label={texts.panes}
                    value={pane}
                    options={PANES.map((value) => ({ value, text: texts.paneNames[value] }))}
                    onChange={setPane}
                  />
                </div>
              )}
              <div class={`chat one-pane-${pane}`}>
                {(!isNarrow || pane === "people") && (
                  <PeoplePane
                    reply={reply}
                    links={links}
                    chosen={person?.id}
                    onChoose={choose}
                    onChange={loaded.reload}
                  />
                )}
                {(!isNarrow || pane !== "people") && (
                  <ConversationArea
                    bot={reply.bot}
                    person={person}
                    links={links}
                    takesFocus={isNarrow && wasChosen}
                    shown={isNarrow ? (pane === "told" ? "told" : "conversation") : "both"}
                    onChange={loaded.reload}
                  />
                )}
              </div>
            </>
          );
        }}
      </LoadedView>
    </>
  );
}

function NoTelegram() {
  const texts = useTexts(CHAT_TEXTS);
  return (
    <section class="card empty">
      <h2>{texts.noTelegram}</h2>
      <p>{texts.noTelegramHint}</p>
    </section>
  );
}
