import type {
  BotStartedUpdate,
  BotStoppedUpdate,
  MessageCallbackUpdate,
  MessageCreatedUpdate,
  Update,
  User,
} from "@maxhub/max-bot-api/types";

/** The bot that every update here was sent to. */
export const MAX_BOT = { user_id: 9_001, username: "course_bot" } as const;
export const MAX_BOT_IDENTITY = { id: String(MAX_BOT.user_id), username: MAX_BOT.username };

export const MAX_USER_ID = 5_123_456;
/** 20 November 2026, 12:00 UTC, in unix seconds; MAX itself dates in milliseconds. */
export const MAX_DATE = 1_795_176_000;

/** What every builder takes. */
export interface MaxParts {
  userId?: number;
  /** Unix milliseconds. Not a whole second, as dates of MAX are not. */
  timestampMs?: number;
}

export function maxUser(userId: number = MAX_USER_ID): User {
  return {
    user_id: userId,
    name: "Анна Петрова",
    first_name: "Анна",
    last_name: "Петрова",
    username: "anna_petrova",
    is_bot: false,
    last_activity_time: MAX_DATE * 1000,
  };
}

/** A dialog's id is not the person's. */
export function dialogIdOf(userId: number = MAX_USER_ID): number {
  return 700_000_000 + userId;
}

export function botStarted({
  userId = MAX_USER_ID,
  timestampMs = MAX_DATE * 1000 + 678,
  payload,
}: MaxParts & { payload?: string | null } = {}): BotStartedUpdate {
  return {
    update_type: "bot_started",
    timestamp: timestampMs,
    chat_id: dialogIdOf(userId),
    user: maxUser(userId),
    ...(payload !== undefined && { payload }),
  };
}

export function botStopped({
  userId = MAX_USER_ID,
  timestampMs = MAX_DATE * 1000 + 678,
}: MaxParts = {}): BotStoppedUpdate {
  return {
    update_type: "bot_stopped",
    timestamp: timestampMs,
    chat_id: dialogIdOf(userId),
    user: maxUser(userId),
  };
}

type Message = MessageCreatedUpdate["message"];

export interface MaxMessageParts extends MaxParts {
  text?: string | null;
  mid?: string;
  /** Laid over the finished message: a forward's link, another recipient. */
  message?: Partial<Message>;
  body?: Partial<Message["body"]>;
}

export function dialogMessage({
  userId = MAX_USER_ID,
  timestampMs = MAX_DATE * 1000 + 678,
  text = "hello",
  mid = "mid.0001",
  message,
  body,
}: MaxMessageParts = {}): MessageCreatedUpdate {
  return {
    update_type: "message_created",
    timestamp: timestampMs,
    message: {
      sender: maxUser(userId),
      recipient: { chat_id: dialogIdOf(userId), chat_type: "dialog", user_id: MAX_BOT.user_id, post_id: null },
      timestamp: timestampMs,
      body: { mid, seq: 1, text, ...body },
      ...message,
    },
  };
}

export const GROUP: Message["recipient"] = { chat_id: -70_001, chat_type: "chat", user_id: null, post_id: null };

export function buttonPress({
  userId = MAX_USER_ID,
  timestampMs = MAX_DATE * 1000 + 678,
  callbackId = "keyboard-1",
}: MaxParts & { callbackId?: string } = {}): MessageCallbackUpdate {
  const { message } = dialogMessage({ userId });
  return {
    update_type: "message_callback",
    timestamp: timestampMs,
    callback: { timestamp: timestampMs, callback_id: callbackId, payload: "lesson", user: maxUser(userId) },
    message: { ...message, sender: { ...maxUser(MAX_BOT.user_id), is_bot: true } },
  };
}

/** Kinds of updates that say nothing of a person's bond with the bot. */
export function eventUpdate(type: Update["update_type"], more: object = {}): object {
  return { update_type: type, timestamp: MAX_DATE * 1000, chat_id: dialogIdOf(), user: maxUser(), ...more };
}
