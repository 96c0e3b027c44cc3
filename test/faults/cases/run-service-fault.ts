import { setTimeout as pass } from "node:timers/promises";
import { BotChild } from "../bot/bot-child.ts";
import { busyBot } from "../bot/deed.ts";
import type { Figures } from "../figures.ts";
import { Services } from "../measure/services.ts";
import { type Tally, tally } from "../measure/tally.ts";
import type { ServiceFault } from "./service-fault.ts";

/** Long enough for the longest pause, twice the hour's worth of jitter, and everything at three a second. */
const DRAIN_WITHIN_MS = 300_000;
const TURNS = 30;

/** A bot that is busy while the services are in trouble, until everything has arrived. */
export async function runServiceFault(fault: ServiceFault, figures: Figures): Promise<Tally> {
  const { limits, requestTimeoutMs, durationMs } = figures;
  await using services = await Services.open({
    limits: { mode: "sliding", windows: limits.tgtrack },
    howUsedBotLimits: { mode: "sliding", windows: limits.howUsedBot },
  });
  const deeds = busyBot(figures.starts);
  await using bot = new BotChild({ outbox: "memory", limits, requestTimeoutMs }, services.url);
  const atFirst = (await bot.ready) ?? {};

  const end = await fault.begin(services, { requestTimeoutMs });
  const perTurn = Math.ceil(deeds.length / TURNS);
  for (let turn = 0; turn < TURNS; turn++) {
    bot.do(deeds.slice(turn * perTurn, (turn + 1) * perTurn));
    await pass(durationMs / TURNS);
  }
  if (fault.unharmed !== undefined) await services.waitForDeeds(deeds, fault.unharmed);
  await end();

  await bot.ask({ kind: "flush", timeoutMs: DRAIN_WITHIN_MS });
  const { ledger } = await bot.ask({ kind: "close", timeoutMs: 5_000 });
  return tally({
    deeds,
    requests: services.requests,
    ledgers: [atFirst, ledger],
    limits: { tgtrack: limits.tgtrack, howusedbot: limits.howUsedBot },
  });
}
