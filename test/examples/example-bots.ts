import { fileURLToPath } from "node:url";
import * as grammy from "../../examples/grammy/src/index.ts";
import * as ntba from "../../examples/node-telegram-bot-api/src/index.ts";
import * as telegraf from "../../examples/telegraf/src/index.ts";

/** What a test needs of a running bot, whatever its framework. */
interface RunningBot {
  readonly finished: Promise<void>;
  stop(): unknown;
}

/** One of the example bots: to be run in the test's process, or as the program that its `start` script runs. */
export interface ExampleBot {
  name: string;
  priceRub: number;
  start(env: Readonly<Record<string, string>>): RunningBot;
  program: string;
}

export const EXAMPLE_BOTS: readonly ExampleBot[] = [
  {
    name: "grammY",
    priceRub: 1490,
    start: (env) => grammy.startBot(grammy.readSettings(env)),
    program: programOf("grammy"),
  },
  {
    name: "Telegraf",
    priceRub: 990,
    start: (env) => telegraf.startBot(telegraf.readSettings(env)),
    program: programOf("telegraf"),
  },
  {
    name: "node-telegram-bot-api",
    priceRub: 2490,
    start: (env) => ntba.startBot(ntba.readSettings(env)),
    program: programOf("node-telegram-bot-api"),
  },
];

function programOf(folder: string): string {
  return fileURLToPath(new URL(`../../examples/${folder}/src/main.ts`, import.meta.url));
}
