import type { TelegramUser } from "../api/profiles.ts";
import type { SendFault, SendFaultOptions } from "../api/send-faults.ts";
import type { SimulatedUser } from "../people/simulated-user.ts";
import type { ApiCall, CallFilter, WaitOptions } from "./call-log.ts";

/** One bot, seen from Telegram's side. */
export interface SimulatedBot {
  readonly id: number;
  /** Without `@`. */
  readonly username: string;
  /** The same for all bots of one simulator. */
  readonly apiRoot: string;
  /**
   * The hands of a person. The same id gives the same person again, whose later profiles change nothing.
   *
   * @throws RangeError if the id or a name cannot be one
   */
  user(profile: TelegramUser): SimulatedUser;
  /** Makes an update, delivers it if the bot's `allowed_updates` let it through, and returns its `update_id`. */
  sendUpdate(update: object): number;
  /**
   * Delivers an update byte for byte.
   *
   * @throws SyntaxError, TypeError or RangeError if it is not JSON, no update or longer than 1 MiB
   */
  sendRawUpdate(text: string): number;
  /** Delivers an update a second time, under the same id. */
  redeliver(updateId: number): void;
  /** Makes sending to a chat fail; returns a function that lifts the rule. */
  failSends(chatId: number | string, fault: SendFault, options?: SendFaultOptions): () => void;
  /** The calls so far, oldest first, as far back as there is room for them (`maxBytes`). */
  calls(filter?: CallFilter): ApiCall[];
  /** Rejects after `timeoutMs`, and then says what was called instead. */
  waitForCall(filter: CallFilter, options?: WaitOptions): Promise<ApiCall>;
  /** How many updates the bot has not confirmed (polling) or answered with 2xx (webhook). */
  pendingUpdates(): number;
  /** Resolves when none is pending; rejects after `timeoutMs`, by default the simulator's `waitTimeoutMs`. */
  waitUntilTaken(options?: { timeoutMs?: number }): Promise<void>;
  /** How often it has called getUpdates. */
  readonly getUpdatesCount: number;
}

/** A bot that was added by `addBot`, with the token to start it by. */
export interface BotHandle extends SimulatedBot {
  readonly token: string;
}
