import { serveBot } from "./serve-bot.ts";
import { readSettings } from "./settings.ts";

try {
  const { port, stop } = await serveBot(readSettings(process.env));
  console.log(`Waiting for updates on port ${port}.`);
  // Node exits at once on a signal that nobody handles. After `stop` nothing keeps the process alive.
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
