import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { EventFeed } from "../feed/event-feed.ts";
import { BotRegistry } from "./bot-registry.ts";
import { BodyReader } from "./read-body.ts";
import { resolveOptions } from "./resolve-options.ts";
import { respond } from "./respond.ts";
import type { TelegramSimulator, TelegramSimulatorOptions } from "./telegram-simulator.ts";

// Node's own 5 s race with clients that send on a connection just closed: their call would look lost, as if by the bot.
const KEEP_ALIVE_MS = 600_000;
const MAX_CONNECTIONS = 2_000;

/**
 * Starts a Bot API server that behaves like Telegram's towards bots, and gives tests the other side of the chats.
 *
 * @throws RangeError as a rejection, when an option is out of its range; the system's own error (`EADDRINUSE`, say)
 * when the port is not available
 *
 * @example
 * await using telegram = await startTelegramSimulator();
 * const { token, apiRoot, user, waitForCall } = telegram.addBot();
 * // start a bot with that token, and apiRoot in place of https://api.telegram.org
 * user({ id: telegram.nextUserId(), first_name: "Anna" }).start("ad_1");
 * const { params } = await waitForCall("sendMessage");
 */
export async function startTelegramSimulator(options: TelegramSimulatorOptions = {}): Promise<TelegramSimulator> {
  const resolved = resolveOptions(options);
  const feed = new EventFeed();
  const registry = new BotRegistry(resolved, feed);
  let apiRoot = "";
  const responding = {
    bodies: new BodyReader(),
    names: { host: resolved.host, allowed: resolved.allowedHosts },
    latencyMs: resolved.latencyMs,
    findBot: (token: string) => registry.find(token, apiRoot),
  };
  const server = createServer((request, response) => {
    respond(request, response, responding).catch(() => response.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(resolved.port, resolved.host);
  await once(server, "listening");
  apiRoot = rootOf(server.address() as AddressInfo);

  let lastUserId = 0;
  let closing: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    if (closing === undefined) {
      closing = once(server, "close");
      registry.close();
      server.close();
      server.closeAllConnections();
    }
    await closing;
  };
  return {
    apiRoot,
    addBot: (botOptions = {}) => registry.add(apiRoot, botOptions),
    bots: () => registry.bots(),
    nextUserId: () => {
      lastUserId = Math.max(lastUserId + 1, Date.now());
      return lastUserId;
    },
    subscribe: (listener) => feed.subscribe(listener),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A wildcard address is reached at the loopback one. */
function rootOf({ address, family, port }: AddressInfo): string {
  if (address === "0.0.0.0" || address === "::") return `http://127.0.0.1:${port}`;
  return family === "IPv6" ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}
