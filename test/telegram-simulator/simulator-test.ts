import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type ApiReply,
  type BotHandle,
  startTelegramSimulator,
  type TelegramSimulator,
} from "@bot-tracker/telegram-simulator";
import { test as base } from "vitest";
import { GENEROUS } from "../support/generous.ts";

/** A server of the bot's own; the addresses it gets are closed with the test. */
export type ListenAsWebhook = (listener: RequestListener) => Promise<string>;

export interface SimulatorFixtures {
  telegram: TelegramSimulator;
  bot: BotHandle;
  listen: ListenAsWebhook;
}

/** Every test has a Bot API server of its own, with one bot. */
export const test = base.extend<SimulatorFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs off this pattern.
  telegram: async ({}, use) => {
    const telegram = await startTelegramSimulator({
      waitTimeoutMs: GENEROUS.timeoutMs,
      webhookRetryDelayMs: 1,
      firstId: 1,
    });
    await use(telegram);
    await telegram.close();
  },
  bot: async ({ telegram }, use) => {
    await use(telegram.addBot({ username: "shop_bot" }));
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  listen: async ({}, use) => {
    const closers: (() => void)[] = [];
    await use(async (listener) => {
      const server = createServer(listener).listen(0, "127.0.0.1");
      closers.push(() => {
        server.close();
        server.closeAllConnections();
      });
      await once(server, "listening");
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    });
    for (const close of closers) close();
  },
});

/** Calls a method with a JSON body, as most clients do. */
export async function call(
  bot: BotHandle,
  method: string,
  params: object = {},
  signal?: AbortSignal,
): Promise<ApiReply> {
  const response = await fetch(`${bot.apiRoot}/bot${bot.token}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(params),
    ...(signal && { signal }),
  });
  return (await response.json()) as ApiReply;
}

/** The ids of the updates in a getUpdates answer. */
export function updateIds(reply: ApiReply): number[] {
  if (!reply.ok) throw new Error(`Expected updates and got ${reply.error_code} ${reply.description}.`);
  return (reply.result as { update_id: number }[]).map((update) => update.update_id);
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
