import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { webhookCallback } from "grammy";
import type { Counts } from "./counts.ts";
import { createBot } from "./create-bot.ts";
import type { Settings } from "./settings.ts";

/** How long a process may keep sending when it stops; the rest waits in Redis for the other processes. */
const CLOSE_TIMEOUT_MS = 5_000;

/** Receives updates by webhook. `stop` answers those in progress and hands over what was recorded. */
export async function serveBot(settings: Settings) {
  const counts: Counts = { recorded: 0, sent: 0 };
  const { bot, tracker } = createBot(settings, ({ kind, destination }) => {
    if (destination !== "tgtrack") return;
    if (kind === "stored") counts.recorded += 1;
    if (kind === "delivered") counts.sent += 1;
  });
  // Otherwise the first updates would wait for it.
  await bot.init();

  const takeUpdate = webhookCallback(bot, "http", { secretToken: settings.webhookSecret });
  const server = createServer((request, response) => {
    if (request.url === "/health") response.end("ok");
    else if (request.url === "/counts") response.end(JSON.stringify({ ...counts, ledger: tracker.ledger() }));
    else {
      // Telegram redelivers an update that is not answered with 200. The tracker counts it once all the same.
      takeUpdate(request, response).catch((error) => {
        console.error(error instanceof Error ? error.message : error);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    }
  });
  server.listen(settings.port);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const close = async (): Promise<void> => {
    server.close();
    await once(server, "close");
    await tracker.close({ timeoutMs: CLOSE_TIMEOUT_MS });
  };
  let closing: Promise<void> | undefined;
  return {
    port,
    stop: (): Promise<void> => {
      closing ??= close();
      return closing;
    },
  };
}
