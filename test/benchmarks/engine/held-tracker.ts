import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Logger, Tracker, TrackerOptions } from "@bot-tracker/core";

export type OutboxKind = "memory" | "sqlite";

/** Errors are shown; warnings of what a benchmark does on purpose are not. */
export const QUIET: Logger = { warn: () => {}, error: (message) => console.error(message) };

const ONE_A_DAY = [{ limit: 1, perMs: 86_400_000 }];

/** A folder of its own for an outbox. */
export function outboxFolder(): string {
  return mkdtempSync(join(process.env["BOT_TRACKER_DIR"] ?? "", "outbox-"));
}

/** A tracker that may send one request a day to each of `services`: all else stays where it was recorded. */
export function heldOptions(
  outbox: OutboxKind,
  sinkUrl: string,
  services: readonly ("tgtrack" | "howUsedBot")[],
): TrackerOptions {
  return {
    tgtrack: services.includes("tgtrack") && { apiKey: "benchmark", url: sinkUrl, limits: ONE_A_DAY },
    howUsedBot: services.includes("howUsedBot") && { apiToken: "benchmark", url: sinkUrl, limits: ONE_A_DAY },
    outbox,
    dir: outboxFolder(),
    botId: 7_000_000_001,
    logger: QUIET,
  };
}

/** Spends the day's only request, so that the first ones measured do not pay for the connection. */
export async function spendAllowance(tracker: Tracker): Promise<void> {
  void tracker.trackEvent({ userId: 1, event: "first" });
  const { pending } = await tracker.flush();
  if (pending > 0) throw new Error("the first event could not be sent");
}
