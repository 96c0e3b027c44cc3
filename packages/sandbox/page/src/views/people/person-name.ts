import type { PersonRow } from "#wire/people";

/** First and last name; undefined where HowUsedBot alone knows the person, which is told no names. */
export function nameOf({ firstName, lastName, username }: PersonRow): string | undefined {
  const name = `${firstName} ${lastName}`.trim();
  if (name !== "") return name;
  return username === "" ? undefined : `@${username}`;
}
