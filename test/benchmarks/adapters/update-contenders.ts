import { heldOptions, type OutboxKind, spendAllowance } from "../engine/held-tracker.ts";
import type { Contenders } from "../runner/contender.ts";
import { cpuNs } from "../runner/cpu-clock.ts";
import { nextTurn } from "../runner/next-turn.ts";
import type { BenchBot, BenchBotOptions, InFront } from "./bench-bot.ts";
import { openGrammyBot } from "./grammy-bot.ts";
import { makeUpdates, TOKEN } from "./make-updates.ts";
import { openNodeTelegramBotApiBot } from "./node-telegram-bot-api-bot.ts";
import { openTelegrafBot } from "./telegraf-bot.ts";

export interface UpdateSetup {
  /** Stands for Telegram. */
  botApiUrl: string;
  /** Stands for the services. */
  sinkUrl: string;
  inFront: Exclude<InFront["kind"], "tracker"> | { services: ("tgtrack" | "howUsedBot")[]; outbox: OutboxKind };
  replies: boolean;
  /** Whether updates leave something in an outbox; then each round has a fresh bot, or it would fill up. */
  records: boolean;
}

export interface UpdateLoad {
  kind: "text" | "start";
  updates: number;
}

export type FrameworkName = "grammY" | "Telegraf" | "node-telegram-bot-api";

/** A bot that polls gets several updates at once. */
const PER_TURN = 10;

const FRAMEWORKS: Readonly<Record<FrameworkName, (options: BenchBotOptions) => BenchBot>> = {
  grammY: openGrammyBot,
  Telegraf: openTelegrafBot,
  "node-telegram-bot-api": openNodeTelegramBotApiBot,
};

export const contenders: Contenders<UpdateSetup, UpdateLoad> = Object.fromEntries(
  Object.entries(FRAMEWORKS).map(([name, openBot]) => [name, (setup: UpdateSetup) => updateRounds(openBot, setup)]),
);

/** All CPU per update, its making and what it leads to after the turn included. */
function updateRounds(openBot: (options: BenchBotOptions) => BenchBot, setup: UpdateSetup) {
  const { botApiUrl: apiRoot, replies, records } = setup;
  let lastId = 1_000;
  let kept: BenchBot | undefined;
  const open = async (): Promise<BenchBot> => {
    const bot = openBot({ token: TOKEN, apiRoot, replies, inFront: inFrontOf(setup) });
    if (bot.tracker !== undefined) await spendAllowance(bot.tracker);
    return bot;
  };
  return async ({ kind, updates }: UpdateLoad) => {
    const bot = kept ?? (await open());
    const handleTurn = async (): Promise<void> => {
      // Made here, as a poll makes them: thousands of updates kept alive would cost the collector more than bots pay.
      for (const update of makeUpdates(kind, PER_TURN, lastId)) await bot.handleUpdate(update);
      lastId += PER_TURN;
      await nextTurn();
    };
    await handleTurn();

    const before = cpuNs();
    for (let done = 0; done < updates; done += PER_TURN) await handleTurn();
    await nextTurn();
    const cpu = (cpuNs() - before) / updates;
    if (records) await bot.tracker?.close({ timeoutMs: 0 });
    else kept = bot;
    return { cpuNs: cpu };
  };
}

function inFrontOf({ inFront, sinkUrl }: UpdateSetup): InFront {
  if (typeof inFront === "string") return { kind: inFront };
  return { kind: "tracker", options: heldOptions(inFront.outbox, sinkUrl, inFront.services) };
}
