import type { ChatMessage } from "#wire/chat";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { InlineButtons } from "./inline-buttons.tsx";
import { MessageBody } from "./message-body.tsx";
import type { Actions } from "./use-actions.ts";

interface MessageBubbleProps {
  message: ChatMessage;
  actions: Actions;
  isBlocked: boolean;
}

/** What somebody said, with the buttons under it. */
export function MessageBubble({ message, actions, isBlocked }: MessageBubbleProps) {
  const texts = useTexts(CHAT_TEXTS);
  const formats = useFormats();
  const { from, at, isEdited, isDeleted } = message;
  return (
    <article class={`chat-message from-${from} ${isDeleted ? "is-deleted" : ""}`}>
      <div class="chat-bubble">
        <MessageBody content={message.content} />
        <p class="chat-time">
          {isDeleted && <span>{texts.deleted} · </span>}
          {isEdited && <span>{texts.edited} · </span>}
          <time>{formats.time(at)}</time>
        </p>
      </div>
      {!isDeleted && <InlineButtons message={message} actions={actions} isBlocked={isBlocked} />}
    </article>
  );
}
