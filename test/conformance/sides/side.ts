import type { ServiceName } from "@bot-tracker/sandbox";
import type { ApiCall, CallFilter, SendFault, SendFaultOptions, WaitOptions } from "@bot-tracker/telegram-simulator";

/** A person's hands, in whichever messenger. What they do comes back as the number of the update it made. */
export interface PersonHands {
  start(payload?: string): number;
  say(text: string): number;
  press(data: string): number;
  block(): number;
  unblock(): unknown;
}

/** A bot as its test sees it from the messenger's side. */
export interface Account {
  readonly token: string;
  readonly id: number;
  readonly username: string;
  readonly apiRoot: string;
  sendUpdate(update: object): number;
  sendRawUpdate(text: string): number;
  redeliver(updateId: number): void;
  user(profile: { id: number; first_name: string; username?: string }): PersonHands;
  failSends(id: number, fault: SendFault, options?: SendFaultOptions): () => void;
  calls(filter?: CallFilter): ApiCall[];
  waitForCall(filter: CallFilter, options?: WaitOptions): Promise<ApiCall>;
  waitUntilTaken(options?: { timeoutMs?: number }): Promise<void>;
}

/** A messenger's server on this machine. */
export interface Server<OfBot extends Account = Account> {
  /** `allowedUpdates`: the list an earlier deployment left, where the messenger keeps one. */
  addBot(options?: { username?: string; allowedUpdates?: readonly string[] }): OfBot;
  close(): Promise<void>;
}

/**
 * What a messenger's bots have in common: its server, and the words in which TGTrack hears of what happened there. The
 * cases are the same for all.
 */
export interface Side<OfServer extends Server = Server> {
  readonly name: "Telegram" | "MAX";
  startServer(options: { webhookRetryDelayMs?: number; nowMs?: () => number }): Promise<OfServer>;
  /** TGTrack's address for its bots, behind a sandbox's, and what the sandbox calls it. */
  readonly tgtrack: { readonly path: string; readonly service: ServiceName };
  /** What TGTrack is told of a start. `as` is the command, where somebody typed another one than `/start`. */
  started(userId: number, payload?: string, as?: string): string;
  /** What TGTrack is told of a stop that an update told of. With {@link UNSUPPORTED} before it: nothing, and it counts. */
  stopSeen(userId: number): string;
  /** The same of one that a refused send showed. */
  stopFound(userId: number): string;
  /** How the messenger refuses a send to somebody who has stopped the bot. */
  readonly blocked: { code: number; description: string };
  /** Refusals that tell of no stop, by the recipient. */
  readonly otherRefusals: readonly (readonly [recipient: number, fault: SendFault])[];
  /** The update of a start, as it comes to a bot. `date` in unix seconds. */
  startUpdate(start: { userId: number; payload: string; date: number }): object;
  /** Updates that make no sense. */
  readonly nonsense: readonly string[];
  /** Whether a call asks for updates, by polling or a webhook. */
  asksForUpdates(call: ApiCall): boolean;
  /** The calls that ask who the bot is, and that send a message. */
  readonly calls: { readonly whoAmI: string; readonly send: string };
  /** The list of updates that a call gives the messenger. */
  listIn(call: ApiCall): unknown;
  /** A list of updates that leaves out what tells of stops, and one that does not. */
  readonly lists: { readonly withoutStops: readonly string[]; readonly whole: readonly string[] };
  /** The update that tells of stops. */
  readonly stopUpdate: string;
  /** The result of a send without what differs from one to the next. */
  bare(result: unknown): unknown;
}

/** Begins the line of what TGTrack has no method for. */
export const UNSUPPORTED = "unsupported:";
