import type { Tracker, TrackerOptions, UserTracker } from "@bot-tracker/core";
import type { Account, Side } from "./sides/side.ts";

/** How updates reach a bot. `runner` is grammY's, which handles many at once. */
export type Mode = "polling" | "webhook" | "runner";

/** How the tracker is installed. `attach` knows only `with-bot` and `with-bot-twice`. */
export type Install =
  | "with-bot"
  | "with-bot-twice"
  | "with-bot-and-middleware"
  | "middleware"
  | "middleware-twice"
  | "none";

/** A handler's view of an update, whatever the framework. */
export interface Handling {
  readonly update: object;
  /** `ctx.tracker`; for the event-emitter versions, `forUser` of the update's person. Undefined when not installed. */
  readonly tracker: UserTracker | undefined;
  /** Sends a message by the means that handlers have. */
  send(chatId: number, text: string): Promise<unknown>;
  /** Passes the update on to the handlers behind, where a framework's handlers do that. */
  next?(): Promise<unknown>;
}

/** A bot as a test wants it. */
export interface BotSetup {
  readonly account: Account;
  readonly options: TrackerOptions;
  /** Default `with-bot`. */
  readonly install?: Install;
  /** An earlier middleware keeps every update from those behind it. */
  readonly swallow?: boolean;
  /** An earlier middleware looks at the context's helper, if it is there, and passes the update on. */
  readonly asksEarly?: boolean;
  /** The tracker is installed after the handlers. Where `helpsEarlyHandlers`. */
  readonly isLate?: boolean;
  readonly onUpdate?: (handling: Handling) => unknown;
  /** Told by the framework's own means of a handler that failed. */
  readonly onError?: (error: unknown) => void;
  /** The list the bot gives the messenger. */
  readonly allowedUpdates?: readonly string[];
  /** Given as an array where the framework's documentation asks for JSON text. */
  readonly allowedUpdatesAsArray?: boolean;
  /** Called by the framework's own method for calls to the messenger, beneath whatever the tracker puts around it. */
  readonly onCall?: (method: string) => void;
  /** Called by the framework's own method for updates, beneath whatever the tracker puts around it. */
  readonly onHandleUpdate?: () => void;
}

export interface RunningBot {
  readonly tracker: Tracker | undefined;
  /** Sends a message outside of any update, as a broadcast does. */
  send(chatId: number, text: string): Promise<unknown>;
  /** Hands the framework an update by the method that its webhooks use. */
  handleUpdate(update: object): unknown;
  /** Ends it as its author would; resolves when that is done. */
  stop(): Promise<unknown>;
}

/** A framework in one version and one mode. */
export interface Subject {
  readonly name: string;
  /** Its messenger. */
  readonly side: Side;
  readonly mode: Mode;
  readonly hasContexts: boolean;
  /** Whether a handler that stands before the tracker has `ctx.tracker` all the same. */
  readonly helpsEarlyHandlers: boolean;
  /** Whether a poll without a list brings the default set back; Telegram keeps the list of an earlier one otherwise. */
  readonly resetsAllowedUpdates: boolean;
  /** Whether `stop` returns a promise, so that it can be waited for. */
  readonly waitsAtStop: boolean;
  /** Whether a handler's error reaches code of the bot's own. */
  readonly reportsErrors: boolean;
  start(setup: BotSetup): Promise<RunningBot>;
  readRefusal(error: unknown): { code: unknown; description: unknown };
}
