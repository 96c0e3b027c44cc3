import { ALWAYS } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import type { KeyLookup } from "../keys/key-lookup.ts";
import type { StatusReply } from "../wire/status.ts";
import { madeUpPeriod } from "./made-up.ts";

/** What the tables do not hold. */
export type Circumstances = Pick<StatusReply, "url" | "nowMs" | "faults" | "storage" | "kept">;

export function statusReport(queries: Queries, keys: KeyLookup, circumstances: Circumstances): StatusReply {
  const counted = queries.first<{ requests: number }>("SELECT count(*) AS requests FROM requests");
  const madeUp = madeUpPeriod(queries, ALWAYS);
  return { ...circumstances, keys: keys.list(), requests: counted?.requests ?? 0, madeUp };
}
