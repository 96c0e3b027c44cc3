/** A bot as people write it, which answers a start. */
interface BundledBot {
  readonly name: string;
  readonly source: string;
}

const grammy = `const bot = new Bot(process.env.BOT_TOKEN, { client: { apiRoot: process.env.TELEGRAM_API_URL } });
bot.use(tracker({ bot }));
bot.command("start", (ctx) => ctx.reply(\`Hello, \${ctx.from.first_name}!\`));
process.once("SIGTERM", () => bot.stop());
bot.start();
`;

export const BOTS: readonly BundledBot[] = [
  {
    name: "grammY",
    source: `import { tracker } from "@bot-tracker/grammy";\nimport { Bot } from "grammy";\n\n${grammy}`,
  },
  {
    name: "Telegraf",
    source: `import { tracker } from "@bot-tracker/telegraf";
import { Telegraf } from "telegraf";

const bot = new Telegraf(process.env.BOT_TOKEN, { telegram: { apiRoot: process.env.TELEGRAM_API_URL } });
bot.use(tracker({ bot }));
bot.start((ctx) => ctx.reply(\`Hello, \${ctx.from.first_name}!\`));
process.once("SIGTERM", () => bot.stop("SIGTERM"));
bot.launch();
`,
  },
  {
    name: "grammY in CommonJS",
    source: `const { tracker } = require("@bot-tracker/grammy");\nconst { Bot } = require("grammy");\n\n${grammy}`,
  },
];

export function isCommonJs(source: string): boolean {
  return source.includes("require(");
}

/** The same bot as it is without the tracker. */
export function withoutTracker(source: string): string {
  return source.replaceAll(/^.*\btracker\b.*\n/gm, "");
}
