import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pass } from "node:timers/promises";
import type { Ledger } from "@bot-tracker/core";
import { seededRandom } from "../../../examples/demo/src/crowd/seeded-random.ts";
import { BotChild, type BotEnd } from "../bot/bot-child.ts";
import { busyBot, type Deed } from "../bot/deed.ts";
import { drain } from "../bot/drain.ts";
import type { BotSettings } from "../bot/protocol.ts";
import type { Figures } from "../figures.ts";
import { deliveriesOf } from "../measure/delivery-id.ts";
import { Services } from "../measure/services.ts";
import { type Tally, tally } from "../measure/tally.ts";

export interface KillRounds {
  tally: Tally;
  /** Bots that were ended before they had made their tracker. */
  killedAtStart: number;
  /** Deliveries that a bot found waiting when it began, all rounds together. */
  found: number;
  /** Deliveries that a bot had said to be stored, and that the next one did not know of. */
  forgotten: number;
  ends: readonly BotEnd[];
}

const LIMIT = {
  /** Wide, because every request that a kill cuts off keeps its place in the quota for a minute and a half. */
  SIGKILL: 300,
  /** Too narrow for all to leave before the end. */
  SIGTERM: 40,
};
const STARTS_PER_ROUND = 20;
const CLOSE_TIMEOUT_MS = 1_000;
/** One round in so many ends while the process is still starting. */
const START_UP_EVERY = 5;

/**
 * A bot is ended again and again in the middle of its work, and started again. What the dead one had not stored yet,
 * the next one is told again, as Telegram does with updates that were not confirmed.
 */
export async function runKillRounds(
  signal: "SIGKILL" | "SIGTERM",
  figures: Figures,
  seed: number,
): Promise<KillRounds> {
  const { killRounds } = figures;
  const windows = [{ limit: LIMIT[signal], perMs: 1_000 }];
  const limits = { tgtrack: windows, howUsedBot: windows };
  const random = seededRandom(seed);
  const dir = await mkdtemp(join(tmpdir(), "bot-tracker-faults-"));
  await using services = await Services.open({
    limits: { mode: "sliding", windows },
    howUsedBotLimits: { mode: "sliding", windows },
  });
  services.sandbox.fault({ kind: "latency", replyMs: { minMs: 10, maxMs: 120 } });
  const settings: BotSettings = { outbox: "sqlite", dir, limits, closeTimeoutMs: CLOSE_TIMEOUT_MS };

  const deeds = busyBot(killRounds * STARTS_PER_ROUND);
  const perRound = Math.ceil(deeds.length / killRounds);
  const stored = new Set<string>();
  const isStored = (deed: Deed): boolean => deliveriesOf(deed).every((delivery) => stored.has(delivery));
  const result: Omit<KillRounds, "tally"> = { killedAtStart: 0, found: 0, forgotten: 0, ends: [] };
  const ends: BotEnd[] = [];
  const ledgers: Ledger[] = [];
  const noteBeginning = (ledger: Ledger): void => {
    ledgers.push(ledger);
    const accounts = Object.values(ledger);
    result.found += accounts.reduce((sum, { pending }) => sum + pending, 0);
    const accepted = accounts.reduce((sum, entry) => sum + entry.accepted, 0);
    result.forgotten += Math.max(0, stored.size - accepted);
  };

  for (let round = 0; round < killRounds; round++) {
    const todo = deeds.slice(0, (round + 1) * perRound).filter((deed) => !isStored(deed));
    await using bot = new BotChild(settings, services.url);
    if (round % START_UP_EVERY !== START_UP_EVERY - 1) {
      noteBeginning((await bot.ready) ?? {});
      // Spread over more than the time until the end, so that it comes while the bot is busy.
      void tellSlowly(bot, todo, 400);
      await pass(random() * 350);
    } else {
      bot.ready.then((ledger) => (ledger === undefined ? result.killedAtStart++ : noteBeginning(ledger)));
      await pass(random() * 300);
    }
    const end = await bot.kill(signal);
    ends.push(end);
    if (end.lastState !== undefined) ledgers.push(end.lastState.ledger);
    for (const delivery of bot.stored) stored.add(delivery);
  }

  await using last = new BotChild({ ...settings, closeTimeoutMs: 5_000 }, services.url);
  noteBeginning((await last.ready) ?? {});
  last.do(deeds.filter((deed) => !isStored(deed)));
  const { ledger } = await drain(last, figures);
  await last.kill("SIGTERM");
  await rm(dir, { recursive: true });
  return {
    ...result,
    ends,
    tally: tally({
      deeds,
      requests: services.requests,
      ledgers: [...ledgers, ledger],
      limits: { tgtrack: windows, howusedbot: windows },
    }),
  };
}

async function tellSlowly(bot: BotChild, deeds: readonly Deed[], withinMs: number): Promise<void> {
  const turns = 20;
  const perTurn = Math.ceil(deeds.length / turns);
  for (let turn = 0; turn < turns; turn++) {
    bot.do(deeds.slice(turn * perTurn, (turn + 1) * perTurn));
    await pass(withinMs / turns);
  }
}
