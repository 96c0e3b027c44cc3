import { useState } from "preact/hooks";
import type { ChatPerson, ChatReply, NewChatPerson } from "#wire/chat";
import type { LinkRow } from "#wire/links";
import { sendJson } from "../../api/fetch-json.ts";
import { wordsOfFailure } from "../../api/words-of-failure.ts";
import { useLanguage, useTexts } from "../../i18n/language.tsx";
import { Icon } from "../../ui/icon.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { Crowd } from "./crowd.tsx";
import { PeopleList } from "./people-list.tsx";

interface PeoplePaneProps {
  reply: ChatReply;
  links: readonly LinkRow[] | undefined;
  chosen: number | undefined;
  onChoose(person: number): void;
  onChange(): void;
}

/** Everybody who is here, the button that makes one more, and the one that makes fifty. */
export function PeoplePane({ reply, links, chosen, onChoose, onChange }: PeoplePaneProps) {
  const texts = useTexts(CHAT_TEXTS);
  const { language } = useLanguage();
  const [failed, setFailed] = useState<string>();
  const add = async () => {
    setFailed(undefined);
    try {
      const asked: NewChatPerson = { language };
      const { id } = await sendJson<ChatPerson>("POST", "/api/chat/people", asked);
      onChange();
      onChoose(id);
    } catch (error) {
      setFailed(wordsOfFailure(error));
    }
  };
  return (
    <section class="card chat-pane chat-people" aria-label={texts.people}>
      <button type="button" class="button primary" onClick={() => void add()}>
        <Icon name="people" />
        {texts.addPerson}
      </button>
      {failed !== undefined && (
        <p class="wrong" role="alert">
          {failed}
        </p>
      )}
      {reply.people.length === 0 ? (
        <div class="chat-hint">
          <h2>{texts.noPeople}</h2>
          <p class="muted">{texts.noPeopleHint}</p>
        </div>
      ) : (
        <PeopleList people={reply.people} chosen={chosen} onChoose={onChoose} />
      )}
      {reply.bot !== null && <Crowd bot={reply.bot} links={links} progress={reply.crowd} onChange={onChange} />}
    </section>
  );
}
