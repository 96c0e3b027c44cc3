import type { TelegramUser } from "../api/profiles.ts";
import type { BotHandle, SimulatedBot } from "../bot/simulated-bot.ts";
import type { EventListener } from "../feed/event-feed.ts";

/** All are optional. What is out of its range is a `RangeError`. */
export interface TelegramSimulatorOptions {
  /** Default 0: a free one. */
  port?: number;
  /** The address to listen on. Default `127.0.0.1`: no other machine reaches it. */
  host?: string;
  /**
   * Names beside `localhost`, loopback addresses and `host` by which bots may call it, such as that of its service in a
   * compose file. A call by another name gets 403, since a web page can make a name of its own point to this machine.
   */
  allowedHosts?: readonly string[];
  /**
   * What a call with a well-formed token that no bot has gets: 401, as on Telegram, or a new bot with that token. At
   * most 100 bots are made like that. Default `"refuse"`.
   */
  onUnknownToken?: "refuse" | "add-bot";
  /**
   * Called with the token of each bot before the bot is there, for whoever keeps tokens out of what they write: no event
   * holds one. What it throws goes to whoever adds the bot.
   */
  onToken?: (token: string) => void;
  /** How long every request takes to arrive, 0 to 60,000. Default 0. */
  latencyMs?: number;
  /** The pause before an update is pushed to a webhook again, doubling with every failure, 1 to 3,600,000. Default 20. */
  webhookRetryDelayMs?: number;
  /** Where that pause stops growing, likewise. Default 1,000. A `Retry-After` of the bot's own beats both. */
  webhookMaxRetryDelayMs?: number;
  /** How long a webhook may take to answer, 1 to 3,600,000. Default 60,000. */
  webhookTimeoutMs?: number;
  /**
   * How long `waitForCall` and `waitUntilTaken` wait unless told otherwise. Default 4,000: less than a test runner
   * waits, so that this error is the one that is seen.
   */
  waitTimeoutMs?: number;
  /**
   * How much is kept of what happened, all bots together: calls with their answers, and updates, unconfirmed ones
   * included. Beyond it the oldest is forgotten. 1 MiB to 4 GiB. Default 64 MiB.
   */
  maxBytes?: number;
  /**
   * The first id of each bot's updates and messages, 1 to 2,000,000,000. Default: from the clock, whatever `nowMs` says.
   * Trackers count an update once within 48 hours, so with a constant a second run would report nothing.
   */
  firstId?: number;
  /** The clock for the dates of messages. Default `Date.now`. */
  nowMs?: () => number;
}

export interface AddBotOptions {
  /** `<digits>:<letters, digits, _ and ->`; the digits are the bot's id. Default: made up, so that nobody takes it for a real one. */
  token?: string;
  /** 1 to 64 characters without `@`. Default: made up. */
  username?: string;
  /** The list that an earlier deployment left on Telegram's side. Default: none, so Telegram's default set. */
  allowedUpdates?: readonly string[];
}

/** A Bot API server on this machine. `await using` closes it at the end of its block. */
export interface TelegramSimulator extends AsyncDisposable {
  /** What a framework takes in place of `https://api.telegram.org`, such as `http://127.0.0.1:8791`. */
  readonly apiRoot: string;
  /** @throws TypeError, RangeError or Error if the token is not one, the name too long, or the token another bot's */
  addBot(options?: AddBotOptions): BotHandle;
  /** Those known so far, oldest first, without their tokens. */
  bots(): SimulatedBot[];
  /** An id for a new person, from the clock, which nobody else has. */
  nextUserId(): TelegramUser["id"];
  /** Calls back at each event from here on, until the returned function is called. What it throws is printed. */
  subscribe(listener: EventListener): () => void;
  /** Hangs up on everybody and frees the port. */
  close(): Promise<void>;
}
