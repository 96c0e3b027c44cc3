import type { BotIdentity } from "../support/bot-identity.ts";
import type { CallWatch } from "./call-watch.ts";
import type { FailedCall } from "./failed-call.ts";
import type { MessengerId } from "./messenger-id.ts";
import type { Signal, StartPayloadKind } from "./signal.ts";
import type { UserContext } from "./user-context.ts";

/**
 * What a messenger's updates and errors mean. This is all the engine knows of a messenger; an adapter's `Framework`
 * names the one its bots run on. Everything but `watchCalls` is pure, and nothing throws, whatever is given.
 */
export interface Messenger {
  /** Decides which of the services' variables a tracker reads, and keeps its outbox apart from other messengers'. */
  readonly id: MessengerId;
  /** As people know it: `Telegram`. */
  readonly name: string;

  /**
   * What an update means: exactly one signal. The update is neither changed nor kept. Where activity is of no use, one
   * that is activity may be ignored.
   */
  classify(update: unknown, bot: BotIdentity | undefined, usesActivity: boolean): Signal;

  /** What a second delivery of the same update has too; undefined if the update carries nothing that tells it apart. */
  updateKeyOf(update: unknown): number | string | undefined;

  /** When the messenger gave out what the update tells of, in unix seconds; undefined if the update does not say. */
  updateDateOf(update: unknown): number | undefined;

  /** When the messenger took what a call sent, in unix seconds, if this answer says so. */
  sentDateIn(method: string, result: unknown): number | undefined;

  /** Whose update it is, when it happened, and the start it may be. */
  userContextOf(update: unknown, bot: BotIdentity | undefined): UserContext;

  /** How a start's payload came, for a start reported by the bot's own code. */
  payloadKindOf(payload: string): StartPayloadKind;

  /** The recipient, where a refused call shows that they have blocked the bot. */
  readSendFailure(call: FailedCall): { userId: string } | undefined;

  /** Watches one bot's calls. `warn` receives advice for the bot's owner. */
  watchCalls(warn: (message: string) => void): CallWatch;
}
