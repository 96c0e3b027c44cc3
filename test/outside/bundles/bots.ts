/** A bot as people write it, which answers a start. */
interface BundledBot {
  readonly framework: string;
  readonly source: string;
}

export const BOTS: readonly BundledBot[] = [
  {
    framework: "grammY",
    source: `import { tracker } from "@bot-tracker/grammy";
import { Bot } from "grammy";

const bot = new Bot(process.env.BOT_TOKEN, { client: { apiRoot: process.env.TELEGRAM_API_URL } });
bot.use(tracker({ bot }));
bot.command("start", (ctx) => ctx.reply(\`Hello, \${ctx.from.first_name}!\`));
process.once("SIGTERM", () => bot.stop());
bot.start();
`,
  },
  {
    framework: "Telegraf",
    source: `import { tracker } from "@bot-tracker/telegraf";
import { Telegraf } from "telegraf";

const bot = new Telegraf(process.env.BOT_TOKEN, { telegram: { apiRoot: process.env.TELEGRAM_API_URL } });
bot.use(tracker({ bot }));
bot.start((ctx) => ctx.reply(\`Hello, \${ctx.from.first_name}!\`));
process.once("SIGTERM", () => bot.stop("SIGTERM"));
bot.launch();
`,
  },
];

/** The same bot as it is without the tracker. */
export function withoutTracker(source: string): string {
  return source.replaceAll(/^.*\btracker\b.*\n/gm, "");
}
