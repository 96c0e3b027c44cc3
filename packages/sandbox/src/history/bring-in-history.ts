import { addMadeUpCosts } from "../costs/stored-costs.ts";
import { Queries } from "../database/queries.ts";
import type { Keys } from "../keys/keys.ts";
import type { SettingsValues } from "../settings/settings-values.ts";
import type { SandboxStore } from "../store/sandbox-store.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { CheckedHistory } from "./check-history.ts";
import { replayRequests } from "./replay-requests.ts";

/**
 * Puts a made-up history into a store of which nothing was kept so far, so that it is never mixed with what arrived
 * before. Every row is marked: reports count it, and the services do not know of it.
 *
 * @throws {SandboxError} when something is kept, or a service refuses a request; then nothing is brought in
 */
export function bringInHistory(
  store: SandboxStore,
  { requests, costs }: CheckedHistory,
  { keys, settings, nowMs }: { keys: Keys; settings: SettingsValues; nowMs: number },
): void {
  const queries = new Queries(store.db);
  const isKept = ["facts", "people", "requests", "costs"].some(
    (table) => queries.first(`SELECT 1 FROM ${table} LIMIT 1`) !== undefined,
  );
  if (isKept) {
    throw new SandboxError(
      `madeUpHistory is for a sandbox of which nothing is kept yet, so that it is never mixed with what arrived; ` +
        `${store.file ?? "this one"} holds data already. Name another file, or leave madeUpHistory out.`,
    );
  }
  const past = replayRequests(requests, keys, settings);
  // A body may name a time of its own.
  const latest = new Queries(past.db).first<{ at: number | null }>("SELECT max(at) AS at FROM facts")?.at ?? 0;
  if (latest > nowMs) {
    throw new SandboxError(
      `madeUpHistory must be of before now, ${new Date(nowMs).toISOString()}; a request in it tells of ` +
        `${new Date(latest).toISOString()}.`,
    );
  }
  const keyIds = new Map<number, number>();
  for (const key of new Set(requests.map((request) => request.key))) {
    keyIds.set(past.keys.idOf(key), store.keys.idOf(key));
  }
  store.write(nowMs, () => {
    copyRows("facts", past, store, keyIds);
    copyRows("people", past, store, keyIds);
    addMadeUpCosts(queries, costs, nowMs);
    store.facts.recount();
    store.people.recount();
  });
}

/** As they are, the oldest first, under the keys' ids of the other store, and marked. */
function copyRows(
  table: "facts" | "people",
  from: SandboxStore,
  to: SandboxStore,
  keyIds: ReadonlyMap<number, number>,
): void {
  const rows = from.db.prepare(`SELECT * FROM ${table} ORDER BY rowid`).all();
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first).filter((column) => column !== "id");
  const insert = to.db.prepare(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  for (const row of rows) {
    const values = { ...row, made_up: 1, key: keyIds.get(Number(row.key)) ?? null };
    insert.run(...columns.map((column) => values[column as keyof typeof values] ?? null));
  }
}
