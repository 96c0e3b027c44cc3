import { allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import type { GoalRow } from "../wire/sources.ts";
import { within } from "./fact-counts.ts";
import { getOrMake } from "./get-or-make.ts";
import { knownLinks } from "./links-known.ts";
import type { TimeRange } from "./parameters.ts";

type ReachedRow = readonly [goal: string, source: string, userId: string | null];

interface Tally {
  reached: number;
  people: Set<string>;
}

const MAX_GOALS = 100;

/** The goals that were reached in the range, by name, and each by every source of who reached it. */
export function goalRows(queries: Queries, range: TimeRange, ofKey: Condition): GoalRow[] {
  const { sql, values } = allOf(condition("goal IS NOT NULL"), within(range), ofKey);
  // One walk along the index that holds all of it; SQLite would sort it for the goals and again for their sources.
  const rows = queries.rows<ReachedRow>(`SELECT goal, source, user_id FROM facts WHERE ${sql}`, values);
  const goals = new Map<string, Tally & { sources: Map<string, Tally> }>();
  for (const [name, source, userId] of rows) {
    const goal = getOrMake(goals, name, () => ({ ...emptyTally(), sources: new Map<string, Tally>() }));
    count(goal, userId);
    count(getOrMake(goal.sources, source, emptyTally), userId);
  }
  const linkOf = knownLinks(queries);
  return [...goals]
    .sort(mostFirst)
    .slice(0, MAX_GOALS)
    .map(([name, { sources, reached, people }]) => ({
      name,
      reached,
      people: people.size,
      bySource: [...sources].sort(mostFirst).map(([code, tally]) => ({
        code,
        name: linkOf(code).name,
        reached: tally.reached,
        people: tally.people.size,
      })),
    }));
}

function emptyTally(): Tally {
  return { reached: 0, people: new Set() };
}

function count(tally: Tally, userId: string | null): void {
  tally.reached++;
  if (userId !== null) tally.people.add(userId);
}

function mostFirst([oneName, one]: [string, Tally], [otherName, other]: [string, Tally]): number {
  return other.reached - one.reached || (oneName < otherName ? -1 : 1);
}
