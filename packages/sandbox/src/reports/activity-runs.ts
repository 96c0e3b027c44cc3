import { allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import type { ActivityRun } from "../wire/requests.ts";

interface Bounds {
  beforeId: number | undefined;
  afterId: number | undefined;
  /** How many of the ids are shown; one more says only where the last run ends. */
  limit: number;
}

interface Runs {
  above: ActivityRun | null;
  /** For each id that is shown the run between it and the next. */
  below: (ActivityRun | null)[];
}

/** The mere activity above, between and below requests that matter, whose ids come newest first. */
export function activityRuns(queries: Queries, ids: readonly number[], bounds: Bounds, ofKey: Condition): Runs {
  const lowest = bounds.afterId ?? 0;
  const highest = bounds.beforeId ?? Number.MAX_SAFE_INTEGER;
  const runBetween = (afterId: number, beforeId: number) => activityRun(queries, afterId, beforeId, ofKey);
  return {
    // Above a page of older ones is the run that the page before ends with.
    above: bounds.beforeId === undefined ? runBetween(ids[0] ?? lowest, highest) : null,
    below: ids.slice(0, bounds.limit).map((id, index) => runBetween(ids[index + 1] ?? lowest, id)),
  };
}

function activityRun(queries: Queries, afterId: number, beforeId: number, ofKey: Condition): ActivityRun | null {
  const { sql, values } = allOf(condition("activity = 1 AND id > ? AND id < ?", afterId, beforeId), ofKey);
  const run = queries.first<ActivityRun>(
    "SELECT count(*) AS requests, min(id) AS firstId, max(id) AS lastId, min(at) AS firstAt, max(at) AS lastAt " +
      `FROM requests INDEXED BY requests_activity WHERE ${sql}`,
    values,
  );
  return run === undefined || run.requests === 0 ? null : run;
}
