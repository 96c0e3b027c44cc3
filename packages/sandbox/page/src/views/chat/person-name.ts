import type { ChatPerson } from "#wire/chat";

/** The first and last name, else the username, else the id. */
export function personName({ id, firstName, lastName, username }: ChatPerson): string {
  return `${firstName} ${lastName}`.trim() || username || String(id);
}
