/**
 * A program that makes a grammY bot with a tracker for each request and closes none of them, as a handler of webhooks
 * does that knows no better. Usage: node --expose-gc bot-per-request.ts <requests> <service's address>
 */
import { readdirSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { tracker } from "@bot-tracker/grammy";
import { Bot } from "grammy";
import { privateStart } from "../../support/updates.ts";

export interface BotPerRequestReport {
  /** Open files and bytes of the heap after the first request and after the last. */
  files: { first: number; last: number };
  heapBytes: { first: number; last: number };
  /** Trackers that were made and not collected. */
  uncollected: number;
  pending: number;
  said: string[];
}

const [requests = "0", url = ""] = process.argv.slice(2);
const said: string[] = [];
const say = (message: string): void => void said.push(message);
const made: WeakRef<object>[] = [];
let readPending = (): number => 0;

const me = { id: 7_000_000_001, is_bot: true as const, first_name: "Bot", username: "a_bot" };
const botInfo = { ...me, can_join_groups: true, can_read_all_group_messages: false } as never;

async function answer(id: number): Promise<void> {
  const bot = new Bot(`${me.id}:token`, { botInfo, client: { apiRoot: url } });
  const middleware = tracker({
    bot,
    tgtrack: { apiKey: "tgtrack-key-A1b2C3", url, limits: [] },
    howUsedBot: { apiToken: "howusedbot-token", url, limits: [] },
    // Functions of its own, as a bot that is written inside a handler has them.
    logger: { warn: (message) => say(message), error: (message) => say(message) },
    onDelivery: () => void bot,
    ignoreUsers: () => bot === undefined,
  });
  bot.use(middleware);
  made.push(new WeakRef(middleware.tracker));
  await bot.handleUpdate(privateStart({ updateId: id, messageId: id, userId: id }) as never);
  readPending = pendingOf(new WeakRef(middleware.tracker));
}

/** The file's, by whichever tracker is left. */
function pendingOf(last: WeakRef<{ ledger(): Record<string, { pending: number }> }>): () => number {
  return () => Object.values(last.deref()?.ledger() ?? {}).reduce((sum, { pending }) => sum + pending, 0);
}

async function look(): Promise<{ files: number; heapBytes: number }> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await setTimeout(20);
  }
  return { files: readdirSync("/proc/self/fd").length, heapBytes: process.memoryUsage().heapUsed };
}

await answer(1);
while (readPending() > 0) await setTimeout(5);
const first = await look();
for (let id = 2; id <= Number(requests); id++) await answer(id);
while (readPending() > 0) await setTimeout(5);
const last = await look();
const report: BotPerRequestReport = {
  files: { first: first.files, last: last.files },
  heapBytes: { first: first.heapBytes, last: last.heapBytes },
  uncollected: made.filter((each) => each.deref() !== undefined).length,
  pending: readPending(),
  said,
};
process.stdout.write(JSON.stringify(report));
