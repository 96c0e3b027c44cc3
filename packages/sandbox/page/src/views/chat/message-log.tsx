import { useLayoutEffect, useRef } from "preact/hooks";
import type { ChatMessage } from "#wire/chat";
import { useTexts } from "../../i18n/language.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { MessageBubble } from "./message-bubble.tsx";
import { ServiceLine } from "./service-line.tsx";
import type { Actions } from "./use-actions.ts";

interface MessageLogProps {
  messages: readonly ChatMessage[];
  actions: Actions;
  isBlocked: boolean;
}

/** The messages, the newest in sight, unless somebody has scrolled up to read. What comes is read out. */
export function MessageLog({ messages, actions, isBlocked }: MessageLogProps) {
  const texts = useTexts(CHAT_TEXTS);
  const log = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const newest = messages.at(-1)?.key;
  useLayoutEffect(() => {
    if (isAtEnd.current && log.current !== null) log.current.scrollTop = log.current.scrollHeight;
  }, [newest, messages]);
  return (
    <div
      class="chat-log"
      role="log"
      aria-label={texts.conversation}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a long conversation is scrolled by the keyboard
      tabIndex={0}
      ref={log}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollTop + clientHeight > scrollHeight - 40;
      }}
    >
      {messages.length === 0 && <p class="muted chat-hint">{texts.emptyConversation}</p>}
      {messages.map((message) =>
        message.from === "service" ? (
          <ServiceLine key={message.key} message={message} />
        ) : (
          <MessageBubble key={message.key} message={message} actions={actions} isBlocked={isBlocked} />
        ),
      )}
    </div>
  );
}
