/** A person as the messenger describes them, in this library's spelling. `id` is kept as text, as the services want it. */
export interface BotUser {
  id: string;
  firstName: string;
  lastName?: string;
  username?: string;
}

/**
 * What a start payload is: `none` (a bare `/start`), `deep-link` (1 to 64 characters of `A-Za-z0-9_-`, what a
 * `t.me/bot?start=` link can carry; in MAX whatever came by a link), `messenger` (put there by the messenger itself, such as `bizChat<id>` by Telegram's
 * "Manage Bot"; such a start came from no ad and is reported without it) or `typed` (anything else: somebody wrote it by
 * hand).
 */
export type StartPayloadKind = "none" | "deep-link" | "messenger" | "typed";

/**
 * The person pressed START or opened an ad link (Bot API: a private message `/start[@Bot][ payload]`; MAX:
 * `bot_started`).
 */
export interface StartSignal {
  kind: "start";
  user: BotUser;
  /** The payload as it was received, trimmed; `""` if there was none. */
  payload: string;
  payloadKind: StartPayloadKind;
  /** Unix seconds, of the message. */
  date: number;
  /** Where a message was it. */
  messageId?: number | string;
  /** Typed in a messenger that tells of starts otherwise: right after one that is known, it is the same start. */
  isTyped?: true;
}

/** The person blocked the bot (Bot API: a private `my_chat_member` from `member` to `kicked`; MAX: `bot_stopped`). */
export interface StopSignal {
  kind: "stop";
  userId: string;
  /** Unix seconds, of the update. */
  date: number;
}

/** The person lifted their block. Not a start: most clients send `/start` right after it. */
export interface UnblockSignal {
  kind: "unblock";
  userId: string;
  /** Unix seconds, of the update. */
  date: number;
}

/** The person did anything else in their private chat with the bot. */
export interface ActivitySignal {
  kind: "activity";
  userId: string;
}

/** Nothing to report. `reason` is for `debug`; `suspicious` marks what cannot come from the messenger. */
export interface IgnoredSignal {
  kind: "ignored";
  reason: string;
  suspicious?: true;
}

/** What one update means. An update means exactly one of these. */
export type Signal = StartSignal | StopSignal | UnblockSignal | ActivitySignal | IgnoredSignal;
