import { allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import type { DoubledStartsReply } from "../wire/requests.ts";
import { REQUEST_COLUMNS, type RequestRowParts, requestRow, type StoredRequest } from "./request-row.ts";

const LOOKED_BACK_MS = 86_400_000;
const MAX_SHOWN = 20;

/** The starts that came twice in the 24 hours before `nowMs`, newest first. */
export function doubledStarts(
  queries: Queries,
  ofKey: Condition,
  nowMs: number,
  parts: RequestRowParts,
): DoubledStartsReply {
  const fitting = allOf(condition("doubled_start = 1"), condition("at > ?", nowMs - LOOKED_BACK_MS), ofKey);
  const counted = queries.first<{ total: number }>(
    `SELECT count(*) AS total FROM requests WHERE ${fitting.sql}`,
    fitting.values,
  );
  const rows = queries.all<StoredRequest>(
    `SELECT ${REQUEST_COLUMNS} FROM requests WHERE ${fitting.sql} ORDER BY at DESC, id DESC LIMIT ${MAX_SHOWN}`,
    fitting.values,
  );
  return {
    total: counted?.total ?? 0,
    starts: rows.map((stored) => {
      const { id, at, userId, method, warnings, error } = requestRow(stored, parts);
      const warning = warnings.find((text) => text.startsWith("Doubled")) ?? error?.details ?? warnings[0] ?? "";
      return { requestId: id, at, userId, method, warning };
    }),
  };
}
