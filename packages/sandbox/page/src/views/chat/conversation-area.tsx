import type { ChatPerson, ConversationReply } from "#wire/chat";
import type { LinkRow } from "#wire/links";
import { pathWith } from "../../api/fetch-json.ts";
import { useChatReply } from "../../api/use-reply.ts";
import { useTexts } from "../../i18n/language.tsx";
import { LoadedView } from "../../ui/loaded-view.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { ConversationPane } from "./conversation-pane.tsx";
import { ToldPane } from "./told-pane.tsx";
import { useActions } from "./use-actions.ts";

interface ConversationAreaProps {
  bot: number;
  person: ChatPerson | undefined;
  links: readonly LinkRow[] | undefined;
  /** The list in which the person was chosen is gone. */
  takesFocus: boolean;
  shown: "both" | "conversation" | "told";
  onChange(): void;
}

/** The conversation of a person with a bot, and what the services were told of it. */
export function ConversationArea({ bot, person, links, takesFocus, shown, onChange }: ConversationAreaProps) {
  const texts = useTexts(CHAT_TEXTS);
  const path = person === undefined ? null : pathWith("/api/chat/conversation", { bot, person: person.id });
  const loaded = useChatReply<ConversationReply>(path);
  const actions = useActions(bot, person?.id, () => {
    loaded.reload();
    onChange();
  });
  // The reply of another person, or of the same one with another bot, is still there while the next is under way.
  const reply = loaded.path === path ? loaded.reply : undefined;
  if (person === undefined) {
    return (
      <section class="card chat-pane chat-hint">
        <p class="muted">{texts.choosePerson}</p>
      </section>
    );
  }
  return (
    <LoadedView of={{ ...loaded, reply }}>
      {(conversation) => (
        <>
          {shown !== "told" && (
            <ConversationPane reply={conversation} links={links} actions={actions} takesFocus={takesFocus} />
          )}
          {shown !== "conversation" && <ToldPane reply={conversation} />}
        </>
      )}
    </LoadedView>
  );
}
