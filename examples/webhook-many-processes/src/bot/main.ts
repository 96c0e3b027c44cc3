import { serveBot } from "./serve-bot.ts";
import { readSettings } from "./settings.ts";

try {
  const { port, stop } = await serveBot(readSettings(process.env));
  console.log(`Waiting for updates on port ${port}.`);
  // Node ends at once on a signal that nobody listens for. After `stop` nothing holds the process.
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
