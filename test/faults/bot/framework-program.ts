/**
 * A bot of a framework as a process of its own. Usage: node framework-program.ts <framework> <people>, with IPC. So many
 * people press START, and it says when its tracker is made.
 */
import { createRequire } from "node:module";
import { tracker as grammyTracker } from "@bot-tracker/grammy";
import { tracker as maxTracker } from "@bot-tracker/max";
import { attach, tracker as botTracker } from "@bot-tracker/node-telegram-bot-api";
import { tracker as telegrafTracker } from "@bot-tracker/telegraf";
import { Bot as MaxBot } from "@maxhub/max-bot-api";
import { Bot as GrammyBot } from "grammy";
import { Bot } from "node-telegram-bot-api-2.0";
import { Telegraf } from "telegraf";
import { botStarted, MAX_BOT } from "../../support/max-updates.ts";
import { BOT, privateStart } from "../../support/updates.ts";

const TOKEN = `${BOT.id}:token`;
const [framework, people] = process.argv.slice(2);
/** The updates are handed to the bot, and none of its answers are sent. */
const NOBODY_LISTENS = "http://127.0.0.1:9";

type Handle = (update: object) => unknown;

const bots: Record<string, () => Handle> = {
  grammY() {
    const bot = new GrammyBot(TOKEN, { botInfo: BOT as never, client: { apiRoot: NOBODY_LISTENS } });
    bot.use(grammyTracker({ bot }));
    return (update) => bot.handleUpdate(update as never);
  },
  Telegraf() {
    const bot = new Telegraf(TOKEN, { telegram: { apiRoot: NOBODY_LISTENS } });
    bot.botInfo = BOT as never;
    bot.use(telegrafTracker({ bot }));
    return (update) => bot.handleUpdate(update as never);
  },
  "node-telegram-bot-api 2.0"() {
    const bot = new Bot(TOKEN, { apiRoot: NOBODY_LISTENS });
    bot.use(botTracker({ bot }) as never);
    return (update) => bot.handleUpdate(update as never);
  },
  "node-telegram-bot-api 0.67"() {
    const LegacyBot = createRequire(import.meta.url)("node-telegram-bot-api-0.67");
    const bot = new LegacyBot(TOKEN, { baseApiUrl: NOBODY_LISTENS });
    attach(bot);
    return (update) => bot.processUpdate(update);
  },
  MAX() {
    const bot = new MaxBot(TOKEN, { clientOptions: { baseUrl: NOBODY_LISTENS } });
    bot.botInfo = MAX_BOT as never;
    bot.use(maxTracker({ bot }));
    return (update) => (bot as unknown as { handleUpdate(update: object): unknown }).handleUpdate(update);
  },
};

const handle = bots[framework ?? ""]?.();
if (handle === undefined) throw new Error(`There is no ${framework}.`);
process.send?.("ready");
for (let person = 1; person <= Number(people); person++) {
  const userId = 5_000_000_000 + person;
  const date = Math.floor(Date.now() / 1_000);
  void handle(
    framework === "MAX"
      ? botStarted({ userId, timestampMs: Date.now() })
      : privateStart({ updateId: person, messageId: person, userId, date }),
  );
}
// A bot waits for updates until it is killed; the test that started it may be gone before.
process.once("disconnect", () => process.exit());
