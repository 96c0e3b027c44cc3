import { allOf, type Condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import { USES, within } from "./fact-counts.ts";
import { getOrMake } from "./get-or-make.ts";
import type { TimeRange } from "./parameters.ts";

type UseRow = readonly [userId: string, name: string, value: string];

/** One line of a chart: different people and uses, per bucket. */
export interface UseLine {
  people: number[];
  uses: number[];
}

export interface UseTally {
  all: UseLine;
  /** Per value of the split column, and null for the values that are not among those asked for. */
  byValue: Map<string | null, UseLine>;
  /** How often each event came, those included that the lines leave out. */
  events: Map<string, number>;
}

export interface UseTallyQuestion {
  parts: readonly TimeRange[];
  /** Empty: all of them. */
  events: readonly string[];
  /** An expression of the table's columns, and the values of it that have lines of their own. */
  split: { column: string; values: readonly string[] } | undefined;
}

/**
 * Counts HowUsedBot's events bucket by bucket. Only the rows of one bucket are in memory at a time, and they are
 * counted here: different people for each value at once would cost SQLite a sort of everything.
 */
export function tallyUses(queries: Queries, question: UseTallyQuestion, ofKey: Condition): UseTally {
  const { parts, events, split } = question;
  const columns = `user_id, name, ${split?.column ?? "''"}`;
  const wanted = new Set(events);
  const named = new Set(split?.values);
  const tally: UseTally = { all: emptyLine(parts.length), byValue: new Map(), events: new Map() };
  for (const value of named) tally.byValue.set(value, emptyLine(parts.length));
  for (const [index, part] of parts.entries()) {
    const { sql, values } = allOf(USES, within(part), ofKey);
    const rows = queries.rows<UseRow>(`SELECT ${columns} FROM facts WHERE ${sql}`, values);
    const people = new Set<string>();
    const peopleOfValue = new Map<string | null, Set<string>>();
    let uses = 0;
    for (const [userId, name, value] of rows) {
      tally.events.set(name, (tally.events.get(name) ?? 0) + 1);
      if (wanted.size > 0 && !wanted.has(name)) continue;
      uses++;
      people.add(userId);
      if (split === undefined) continue;
      const shown = named.has(value) ? value : null;
      const line = getOrMake(tally.byValue, shown, () => emptyLine(parts.length));
      line.uses[index] = (line.uses[index] ?? 0) + 1;
      getOrMake(peopleOfValue, shown, () => new Set<string>()).add(userId);
    }
    tally.all.uses[index] = uses;
    tally.all.people[index] = people.size;
    for (const [value, seen] of peopleOfValue) {
      const line = tally.byValue.get(value);
      if (line !== undefined) line.people[index] = seen.size;
    }
  }
  return tally;
}

function emptyLine(length: number): UseLine {
  return { people: new Array<number>(length).fill(0), uses: new Array<number>(length).fill(0) };
}
