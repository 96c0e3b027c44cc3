import type { ApiCall } from "../bot/call-log.ts";
import type { SimulatedBot } from "../bot/simulated-bot.ts";

/** What happened on the simulated server. No event holds a token. `atMs` is in milliseconds, by the simulator's clock. */
export type SimulatorEvent =
  /** A bot became known, by `addBot` or by its first call. */
  | { kind: "bot"; bot: SimulatedBot; atMs: number }
  /** An update was made. `isQueued` is false where the bot's `allowed_updates` leave it out. */
  | {
      kind: "update";
      bot: SimulatedBot;
      updateId: number;
      updateKind: string;
      update: unknown;
      isQueued: boolean;
      atMs: number;
    }
  /** It was handed to the bot. Again at each repetition. */
  | { kind: "delivered"; bot: SimulatedBot; updateId: number; via: "poll" | "webhook"; atMs: number }
  /** The bot confirmed it, by the `offset` of a later poll or by answering 2xx. */
  | { kind: "confirmed"; bot: SimulatedBot; updateId: number; atMs: number }
  /** It was thrown away unconfirmed: `drop_pending_updates`, a negative `offset`, or to stay within `maxBytes`. */
  | { kind: "dropped"; bot: SimulatedBot; updateId: number; atMs: number }
  /** The bot made a call, and has been answered. Of a long poll that is when it ends. */
  | { kind: "call"; bot: SimulatedBot; call: ApiCall; atMs: number };

/** An event as one bot's account tells it. */
export type BotEvent = SimulatorEvent extends infer Event
  ? Event extends SimulatorEvent
    ? Omit<Event, "bot" | "atMs">
    : never
  : never;
