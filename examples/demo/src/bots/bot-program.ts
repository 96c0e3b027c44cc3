import type { Ledger } from "@bot-tracker/core";
import type { ExampleName } from "../cast/bot-role.ts";
import type { BotAnswer, BotRequest } from "./bot-message.ts";

/** A running example bot, whatever its framework. */
interface RunningBot {
  readonly tracker: { ledger(): Ledger };
  readonly finished: Promise<void>;
  stop(): unknown;
}

const START: Record<ExampleName, () => Promise<RunningBot>> = {
  grammy: async () => {
    const { readSettings, startBot } = await import("@bot-tracker/example-grammy");
    return startBot(readSettings(process.env));
  },
  telegraf: async () => {
    const { readSettings, startBot } = await import("@bot-tracker/example-telegraf");
    return startBot(readSettings(process.env));
  },
  "node-telegram-bot-api": async () => {
    const { readSettings, startBot } = await import("@bot-tracker/example-node-telegram-bot-api");
    return startBot(readSettings(process.env));
  },
  max: async () => {
    const { readSettings, startBot } = await import("@bot-tracker/example-max");
    return startBot(readSettings(process.env));
  },
};

/** Runs one example bot unchanged in this process and reports its tracker's ledger to the demo. */
async function main(example: string | undefined): Promise<void> {
  if (!isExample(example)) throw new Error(`Expected one of ${Object.keys(START).join(", ")}, got ${example}.`);
  const bot = await START[example]();
  let stopping = false;
  const stop = (): void => {
    if (!stopping) bot.stop();
    stopping = true;
  };
  const tellLedger = (then: () => void): void => {
    const answer: BotAnswer = { ledger: bot.tracker.ledger() };
    process.send?.(answer, then);
  };
  process.on("message", (request: BotRequest) => {
    if (request === "stop") stop();
    else tellLedger(() => undefined);
  });
  // Ctrl-C in a terminal reaches this process as well as the demo, and a demo that has exited can no longer ask.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
  process.on("disconnect", stop);
  await bot.finished;
  if (process.connected) tellLedger(() => process.disconnect());
}

function isExample(name: string | undefined): name is ExampleName {
  return name !== undefined && Object.hasOwn(START, name);
}

await main(process.argv[2]);
