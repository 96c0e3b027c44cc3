import { useEffect, useRef } from "preact/hooks";
import type { ConversationReply } from "#wire/chat";
import type { LinkRow } from "#wire/links";
import { useTexts } from "../../i18n/language.tsx";
import { PageLink } from "../../location/page-link.tsx";
import { Avatar } from "./avatar.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { Composer } from "./composer.tsx";
import "./conversation.css";
import { MessageLog } from "./message-log.tsx";
import { personName } from "./person-name.ts";
import { StartBar } from "./start-bar.tsx";
import type { Actions } from "./use-actions.ts";

interface ConversationPaneProps {
  reply: ConversationReply;
  links: readonly LinkRow[] | undefined;
  actions: Actions;
  takesFocus: boolean;
}

/** What a person and the bot say to each other, and everything that the person can do. */
export function ConversationPane({ reply, links, actions, takesFocus }: ConversationPaneProps) {
  const texts = useTexts(CHAT_TEXTS);
  const { person, messages, keyboard } = reply;
  const isBlocked = person.state === "blocked";
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus({ preventScroll: true });
  }, [takesFocus, person.id]);
  return (
    <section class="card chat-pane chat-conversation" aria-label={texts.conversation}>
      <header class="chat-head">
        <Avatar person={person} />
        <div class="chat-head-words">
          <h2 ref={heading} tabIndex={-1}>
            <bdi>{personName(person)}</bdi>
          </h2>
          <p class="muted">
            {person.username !== "" && <bdi>@{person.username} · </bdi>}
            <PageLink to={`/people/${person.id}`}>{person.id}</PageLink>
          </p>
        </div>
        {person.state !== "new" && (
          <button
            type="button"
            class={isBlocked ? "button" : "button danger"}
            onClick={() => void actions.act({ kind: isBlocked ? "unblock" : "block" })}
          >
            {isBlocked ? texts.unblock : texts.block}
          </button>
        )}
      </header>
      <MessageLog messages={messages} actions={actions} isBlocked={isBlocked} />
      {actions.failed !== undefined && (
        <p class="wrong chat-failed" role="alert">
          {actions.failed}
        </p>
      )}
      <footer class="chat-foot">
        {isBlocked && <p class="hint muted">{texts.blockedHint}</p>}
        {!isBlocked && person.state !== "new" && <Composer keyboard={keyboard} actions={actions} />}
        <StartBar isFirst={person.state === "new"} links={links} actions={actions} />
      </footer>
    </section>
  );
}
