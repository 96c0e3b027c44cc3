import type { StatusReply } from "../wire/status.ts";
import type { KnownKeys } from "./known-keys.ts";
import type { Queries } from "./queries.ts";

/** What the tables do not hold. */
export type Circumstances = Pick<StatusReply, "url" | "nowMs" | "faults" | "storage" | "kept">;

export function statusReport(queries: Queries, keys: KnownKeys, circumstances: Circumstances): StatusReply {
  const counted = queries.first<{ requests: number }>("SELECT count(*) AS requests FROM requests");
  return { ...circumstances, keys: keys.list(), requests: counted?.requests ?? 0 };
}
