import { type OutboxMaker, TrackerConfigError } from "@bot-tracker/core";
import { messengerOfOutbox } from "@bot-tracker/core/outbox-kit";
import { backlogOf } from "./backlog.ts";
import { DurableOutbox } from "./durable-outbox.ts";
import type { ObjectCalls } from "./object-calls.ts";

/** The binding of the class that `trackerObject` makes: a `DurableObjectNamespace`. */
export interface ObjectNamespace {
  /** What it gives shows, as text, which object of which namespace is meant. */
  idFromName(name: string): { toString(): string };
  get(id: never): unknown;
}

/**
 * A bot's outbox in its Durable Object. Given as `outbox` to the tracker of a bot on Cloudflare Workers, it hands on
 * what the bot records; the object keeps and sends it. What `tracker.flush()` resolves after is stored.
 *
 * @throws {TrackerConfigError} `namespace` is no binding of a Durable Object
 *
 * @example
 * bot.use(tracker({ bot, tgtrack: env.TGTRACK_API_KEY, outbox: durableOutbox(env.BOT_TRACKER) }));
 */
export function durableOutbox(namespace: ObjectNamespace): OutboxMaker {
  if (typeof namespace?.idFromName !== "function" || typeof namespace.get !== "function") {
    throw new TrackerConfigError(
      "Expected durableOutbox(namespace) to be given the binding of a Durable Object, such as env.BOT_TRACKER, " +
        `got ${namespace === null ? "null" : typeof namespace}. Bind it in wrangler's settings: see docs/cloudflare.md.`,
    );
  }
  return {
    makeOutbox(context) {
      const { owner, isSandbox, ports, messages } = context;
      const name = `${owner.name}${isSandbox ? ".sandbox" : ""}`;
      if (!owner.isKnown) messages.warn("object-bot", BOT_UNKNOWN);
      const bot = { messenger: messengerOfOutbox(owner.name), ...(owner.botId !== undefined && { id: owner.botId }) };
      const backlog = backlogOf(String(namespace.idFromName(name)));
      // A new stub for each call: one that an event has made belongs to that event.
      const object = (): ObjectCalls => namespace.get(namespace.idFromName(name) as never) as ObjectCalls;
      return new DurableOutbox({ object, bot, backlog, ports, messages });
    },
  };
}

const BOT_UNKNOWN =
  "durableOutbox does not know which bot it is for. All such bots share one Durable Object, where each one's starts are " +
  "sent with one key. Pass `bot` or `botId` to the tracker.";
