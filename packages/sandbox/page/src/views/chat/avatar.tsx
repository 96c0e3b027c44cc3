import type { ChatPerson } from "#wire/chat";
import { personName } from "./person-name.ts";

const COLOURS = 8;

/** The first letter of a name, in a colour of the person's own. Their name stands beside it. */
export function Avatar({ person }: { person: ChatPerson }) {
  const [letter = ""] = personName(person);
  return (
    <span class={`chat-avatar colour-${(person.id % COLOURS) + 1}`} aria-hidden="true">
      {letter.toUpperCase()}
    </span>
  );
}
