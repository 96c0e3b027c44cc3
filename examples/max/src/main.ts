import { readSettings } from "./settings.ts";
import { startBot } from "./start-bot.ts";

try {
  const bot = startBot(readSettings(process.env));
  process.once("SIGINT", () => bot.stop());
  process.once("SIGTERM", () => bot.stop());
  await bot.finished;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
