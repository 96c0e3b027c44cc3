import { OutboxFileError, type OutboxFileFailure } from "@bot-tracker/core/outbox-kit";
import { CliError } from "../cli-error.ts";
import type { Hint } from "../hint.ts";
import { type BotOutbox, ownerOf, withOutbox } from "../outboxes/bot-outbox.ts";
import { splitLedger } from "../status/not-in-redis.ts";
import { count } from "../text/count.ts";
import { type Check, ok, problem, warning } from "./check.ts";

const ADVICE: Readonly<Partial<Record<OutboxFileFailure, string>>> = {
  busy: "Run doctor again. If this persists, find the program that holds the file.",
  damaged: "Check the disk, then start the bot again.",
  newer: "Use the same version of Bot Tracker for everything that shares an outbox.",
  older: "Use the same version of Bot Tracker for everything that shares an outbox.",
  unwritable: "Give the user who runs this command and the bot write access to it.",
};

/** Whether each outbox can be opened, and how much is in it. */
export async function checkOutboxes(outboxes: readonly BotOutbox[], hint: Hint): Promise<Check[]> {
  const checks: Check[] = [];
  for (const outbox of outboxes) checks.push(await checkOutbox(outbox, hint));
  return checks;
}

async function checkOutbox(outbox: BotOutbox, hint: Hint): Promise<Check> {
  const inRedis = outbox.place.kind === "redis";
  const name = `Outbox ${ownerOf(outbox)}${inRedis ? " in Redis" : ""}`;
  try {
    const ledger = await withOutbox(outbox, (opened) => opened.ledger());
    const { sent, notInRedis } = splitLedger(ledger, () => 0);
    const pending = sumOf(sent.map(([, entry]) => entry.pending));
    const dead = sumOf(Object.values(ledger).map((entry) => entry.dead));
    const forRedis = sumOf(Object.values(notInRedis?.destinations ?? {}).map((entry) => entry.pending));
    const waiting = (deliveries: number): string => count(deliveries, "delivery is waiting", "deliveries are waiting");
    const waits = notInRedis === undefined || pending > 0 ? [waiting(pending)] : [];
    if (notInRedis !== undefined) waits.push(`${waiting(forRedis)} for Redis`);
    const state = `It can be opened; ${waits.join(" and ")}`;
    if (dead === 0) return ok(name, `${state}.`);
    const message = `${state}. The services permanently rejected ${dead}.`;
    return problem(name, message, `See \`${hint("dead list")}\` for the reasons.`);
  } catch (error) {
    if (error instanceof CliError) return problem(name, error.message, "Run doctor again.");
    if (!(error instanceof OutboxFileError)) throw error;
    if (error.failure === "empty") return ok(name, error.message);
    const judge = error.failure === "busy" ? warning : problem;
    return judge(name, error.message, ADVICE[error.failure] ?? "Run doctor again.");
  }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
