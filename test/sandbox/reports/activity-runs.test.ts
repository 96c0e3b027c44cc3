import { describe, expect, test } from "vitest";
import { ALWAYS } from "../../../packages/sandbox/src/database/condition.ts";
import { openDatabase } from "../../../packages/sandbox/src/database/open-database.ts";
import { Queries } from "../../../packages/sandbox/src/database/queries.ts";
import { activityRuns } from "../../../packages/sandbox/src/reports/activity-runs.ts";

/** A database with a request for each, whose id is its place from 1 on. */
function databaseWith(...requests: ("matters" | "activity")[]): Queries {
  const db = openDatabase(undefined);
  const insert = db.prepare(
    "INSERT INTO requests (at, service, key, method, headers, body, accepted, warnings, activity) " +
      "VALUES (?, 'tgtrack', 1, 'on_telegram_webhook', '{}', '', 1, '[]', ?)",
  );
  for (const [index, kind] of requests.entries()) insert.run(index, kind === "activity" ? 1 : 0);
  return new Queries(db);
}

describe("activity runs", () => {
  test("stand below the requests that are shown, and are not counted below the one that says where they end", () => {
    const queries = databaseWith("activity", "activity", "matters", "activity", "matters", "matters");
    const bounds = { beforeId: undefined, afterId: undefined, limit: 2 };

    const { above, below } = activityRuns(queries, [6, 5, 3], bounds, ALWAYS);

    expect(above).toBeNull();
    expect(below).toEqual([null, { requests: 1, firstId: 4, lastId: 4, firstAt: 3, lastAt: 3 }]);
  });

  test("reach down to the oldest request where all are shown", () => {
    const queries = databaseWith("activity", "activity", "matters");
    const bounds = { beforeId: undefined, afterId: undefined, limit: 1 };

    expect(activityRuns(queries, [3], bounds, ALWAYS).below).toMatchObject([{ requests: 2, firstId: 1, lastId: 2 }]);
  });
});
