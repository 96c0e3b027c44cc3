import type { Person } from "@bot-tracker/core";

/** What Redis keeps of a person, as persons.lua writes it; null where it knows none. */
export function readPerson(kept: string | null): Person | undefined {
  const spaced = kept?.replace(/\.0{7}(\d)/, " $1 ") ?? "";
  const [, blocked, seenAt, started, since] = /^(\d) (\d+)(?: (\d) (\d+))?$/.exec(spaced) ?? [];
  if (seenAt === undefined) return undefined;
  return {
    started: started !== "0",
    blocked: blocked === "1",
    since: Number(since ?? seenAt),
    seenAt: Number(seenAt),
  };
}
