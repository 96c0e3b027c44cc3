import { join } from "node:path";
import type { NewDelivery, Outbox, QuotaLimits } from "@bot-tracker/core";
import { createTgtrackDestination } from "../../packages/core/src/destinations/tgtrack/tgtrack-destination.ts";
import type { SqliteOutbox } from "../../packages/core/src/outbox/sqlite/sqlite-outbox.ts";
import { openSqlite } from "../core/outbox/sqlite/sqlite-fixtures.ts";
import { KEY } from "./cli-test.ts";

export const BOT = "7000000001";
export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** A file that a bot would have made in `folder`, filled by `fill`. */
export async function seedOutbox(
  folder: string,
  bot: string,
  fill: (outbox: SqliteOutbox, nowMs: number) => Promise<void> = async () => {},
): Promise<void> {
  const { outbox } = openSqlite({ path: join(folder, ".bot-tracker", `${bot}.sqlite`) });
  await fill(outbox, Date.now());
  outbox.close();
}

export function delivery(nowMs: number, more: Partial<NewDelivery> = {}): NewDelivery {
  const createdAtMs = more.createdAtMs ?? nowMs;
  return {
    destination: "tgtrack",
    method: "add_event",
    body: JSON.stringify({ user_id: "42", event_type: "sale", amount: 1500 }),
    class: "event",
    userId: "42",
    dedupeKeys: [],
    createdAtMs,
    expiresAtMs: createdAtMs + 7 * DAY_MS,
    onLostAnswer: "resend",
    ...more,
  };
}

export async function putPending(outbox: Outbox, nowMs: number, more: Partial<NewDelivery> = {}): Promise<void> {
  await outbox.put({ items: [{ kind: "deliver", delivery: delivery(nowMs, more) }] }, nowMs);
}

/** A delivery that the service refused at `nowMs`. */
export async function putDead(outbox: Outbox, nowMs: number, more: Partial<NewDelivery> = {}): Promise<void> {
  const reason = { code: 422, description: "Unprocessable entity", details: "amount must be a number" };
  await outbox.put({ items: [{ kind: "bury", delivery: delivery(nowMs, more), reason }] }, nowMs);
}

/** Two accepted in each state, as a day's work leaves them. */
export async function fillWithEverything(outbox: Outbox, nowMs: number): Promise<void> {
  await putPending(outbox, nowMs, { userId: "1" });
  await putPending(outbox, nowMs, { userId: "2" });
  const leased = await outbox.lease({
    destination: "tgtrack",
    maxItems: 2,
    maxBytes: 1_000_000,
    nowMs,
    leaseMs: 60_000,
  });
  await outbox.settle(
    leased.map(({ id }) => ({ id, as: "delivered" })),
    nowMs,
  );
  await putPending(outbox, nowMs, { createdAtMs: nowMs - 3 * HOUR_MS - 60_000 });
  await putPending(outbox, nowMs);
  await putDead(outbox, nowMs);
  await outbox.put({ items: [{ kind: "drop", destination: "tgtrack", reason: "invalid" }] }, nowMs);
  await outbox.put({ items: [{ kind: "drop", destination: "howusedbot", reason: "expired" }] }, nowMs);
}

/** What a bot with `redisOutbox` has recorded on its machine for these destinations, and not moved to Redis yet. */
export async function putForRedis(outbox: Outbox, nowMs: number, destinations: readonly string[]): Promise<void> {
  await putPending(outbox, nowMs, { destination: JSON.stringify(destinations), method: "move", body: "{}" });
}

/** The limits of `KEY` at TGTrack, as a bot with this address counts them. */
export function tgtrackLimits(
  url?: string,
  platform: "telegram" | "max" = "telegram",
  apiKey: string = KEY,
): QuotaLimits {
  const { quota } = createTgtrackDestination({ apiKey, platform, ...(url !== undefined && { url }) });
  if (quota === undefined) throw new Error("TGTrack has limits");
  return quota;
}

/** Spends so many requests, all answered at `nowMs`. */
export async function spend(outbox: Outbox, limits: QuotaLimits, times: number, nowMs: number): Promise<void> {
  for (let sent = 0; sent < times; sent++) {
    const grant = await outbox.takeSlot({ ...limits, windows: [{ limit: 100_000, perMs: DAY_MS }] }, true, nowMs);
    if (grant.granted) await outbox.endSlot(grant.slot, "answered", nowMs);
  }
}
