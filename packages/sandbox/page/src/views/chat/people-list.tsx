import { useEffect, useRef } from "preact/hooks";
import type { ChatPerson } from "#wire/chat";
import { useTexts } from "../../i18n/language.tsx";
import { Avatar } from "./avatar.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { COMPOSER_ID } from "./composer.tsx";
import { personName } from "./person-name.ts";
import { START_ID } from "./start-bar.tsx";

interface PeopleListProps {
  people: readonly ChatPerson[];
  chosen: number | undefined;
  onChoose(person: number): void;
}

const STEPS: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowDown: (index, count) => Math.min(count - 1, index + 1),
  ArrowUp: (index) => Math.max(0, index - 1),
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The newest on top. The arrows go from one to the next, Enter to what can be written to them. */
export function PeopleList({ people, chosen, onChoose }: PeopleListProps) {
  const texts = useTexts(CHAT_TEXTS);
  const list = useRef<HTMLDivElement>(null);
  const shown = people.toReversed();
  const chosenIndex = shown.findIndex(({ id }) => id === chosen);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      (document.getElementById(COMPOSER_ID) ?? document.getElementById(START_ID))?.focus();
      return;
    }
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const index = step(Math.max(0, chosenIndex), shown.length);
    const next = shown[index];
    if (next === undefined) return;
    onChoose(next.id);
    list.current?.querySelectorAll<HTMLElement>('[role="option"]')[index]?.focus();
  };

  return (
    <div class="chat-list" role="listbox" aria-label={texts.people} ref={list} onKeyDown={onKeyDown}>
      {shown.map((person, index) => {
        const isChosen = person.id === chosen;
        return (
          <button
            key={person.id}
            type="button"
            role="option"
            aria-selected={isChosen}
            // One stop for Tab: the one that is chosen, else the first.
            tabIndex={isChosen || (chosenIndex < 0 && index === 0) ? 0 : -1}
            class={`chat-person ${isChosen ? "is-chosen" : ""}`}
            onClick={() => onChoose(person.id)}
          >
            <Avatar person={person} />
            <span class="chat-person-words">
              <bdi class="chat-person-name">{personName(person)}</bdi>
              <span class={`chat-person-last ${person.state}`}>
                {person.state === "member" && person.last !== "" ? (
                  <bdi>{person.last}</bdi>
                ) : (
                  texts.states[person.state]
                )}
              </span>
            </span>
          </button>
        );
      })}
    </div>
  );
}
