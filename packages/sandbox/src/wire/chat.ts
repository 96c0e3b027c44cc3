import type { RequestRow } from "./requests.ts";

/**
 * `GET /api/chat?bot`: the bots and people of this sandbox's own Telegram. What is said of a person holds for their
 * chat with `bot`; without it, with the bot that came last.
 */
export interface ChatReply {
  /** The value of `TELEGRAM_API_URL`; null where the sandbox runs without a Telegram. */
  apiRoot: string | null;
  /** The bot that the people's states are about; null where none has called yet. */
  bot: number | null;
  /** The one that came last comes first. */
  bots: ChatBot[];
  /** In the order in which they were made. */
  people: ChatPerson[];
  crowd: CrowdProgress | null;
}

export interface ChatBot {
  id: number;
  /** Without `@`. */
  username: string;
  lastCallAt: number;
}

export interface ChatPerson {
  id: number;
  firstName: string;
  lastName: string;
  username: string;
  state: PersonState;
  /** The gist of the last message, at most 80 characters; empty where there is none. */
  last: string;
  lastAt: number;
}

/** `new`: has not pressed START yet. */
export type PersonState = "new" | "member" | "blocked";

/** `GET /api/chat/conversation?bot&person` */
export interface ConversationReply {
  person: ChatPerson;
  /** Oldest first, at most 200. */
  messages: ChatMessage[];
  keyboard: ReplyKeyboard | null;
  /** What the person did, newest first, at most 100, with what came of it. */
  updates: ChatUpdate[];
  /** Requests about the person that no update here explains, newest first. */
  others: RequestRow[];
}

export interface ChatMessage {
  /** Unique within the conversation. */
  key: number;
  /** Telegram's `message_id`; null of what is no message, such as a block. */
  messageId: number | null;
  at: number;
  /** `service`: nobody's words; it stands across the conversation. */
  from: "person" | "bot" | "service";
  content: MessageContent;
  /** Rows of buttons under it. */
  buttons: InlineButton[][];
  isEdited: boolean;
  /** By the bot. What it said is still shown here. */
  isDeleted: boolean;
}

export type MessageContent =
  | { kind: "text"; text: string }
  /** `media` is Telegram's name for it, such as `photo`. */
  | { kind: "media"; media: string; name: string; caption: string }
  | { kind: "contact"; phone: string; name: string }
  | ({ kind: "invoice"; title: string; description: string; state: InvoiceState } & Price)
  | ({ kind: "paid" } & Price)
  | { kind: "pressed"; button: string }
  | { kind: "notice"; text: string }
  | { kind: "blocked" }
  | { kind: "unblocked" }
  /** The bot asked for something that Telegram refused. */
  | { kind: "failed"; method: string; code: number; description: string }
  /** Anything that is not drawn; `what` is the field of the message, or the method. */
  | { kind: "other"; what: string };

/** A sum as the Bot API gives it. */
export interface Price {
  currency: string;
  /** In the smallest unit of the currency. */
  amount: number;
  /** How many of the amount's digits stand after the point, by Telegram's own list: 2 of RUB, 0 of JPY, 3 of IQD. */
  exponent: number;
}

/** `asked`: the bot has yet to answer the `pre_checkout_query`. `unanswered`: it did not within Telegram's ten seconds. */
export type InvoiceState =
  | { kind: "open" }
  | { kind: "asked" }
  | { kind: "refused"; reason: string }
  | { kind: "unanswered" }
  | { kind: "paid" };

export type InlineButton =
  | { kind: "callback"; text: string; data: string }
  | { kind: "url"; text: string; url: string }
  | { kind: "pay"; text: string }
  /** Cannot be pressed here; `what` is the button's field. */
  | { kind: "other"; text: string; what: string };

export interface ReplyKeyboard {
  rows: KeyboardButton[][];
  placeholder: string;
}

/** `text` is sent as a message. */
export type KeyboardButton =
  | { kind: "text"; text: string }
  | { kind: "contact"; text: string }
  | { kind: "other"; text: string; what: string };

export interface ChatUpdate {
  updateId: number;
  at: number;
  /** Such as `message`. */
  updateKind: string;
  /** The gist of it, at most 120 characters. */
  gist: string;
  /** The update as the bot gets it, at most 16,384 characters. */
  text: string;
  delivery: UpdateDelivery;
  rule: UpdateRule;
  requests: TiedRequest[];
}

/**
 * `waiting`: no bot has asked for it. `delivered`: it has it. `taken`: it asked for the next one, or answered 2xx.
 * `held`: the bot's `allowed_updates` leave it out, so that it never sees it. `dropped`: it was thrown away before the
 * bot had it, as by `drop_pending_updates`.
 */
export type UpdateDelivery = "waiting" | "delivered" | "taken" | "held" | "dropped";

/** What the tracker makes of the update. `payload`: what stands after `/start`. */
export type UpdateRule =
  | { kind: "start"; payload: string; payloadKind: "none" | "deep-link" | "messenger" | "typed" }
  | { kind: "stop" }
  | { kind: "unblock" }
  | { kind: "activity"; of: "message" | "button" | "edit" | "contact" | "payment" }
  | { kind: "checkout" }
  | { kind: "nothing"; reason: string };

export interface TiedRequest extends RequestRow {
  /**
   * `certain`: it holds the update itself. `said`: it says something that, of this person, only this update means.
   * `time`: it came after this update and before the next.
   */
  tie: "certain" | "said" | "time";
}

/** `POST /api/chat/people`. The reply (201) is a `ChatPerson`. */
export interface NewChatPerson {
  /** The language of the name. Default `en`. */
  language?: "en" | "ru";
}

/** `POST /api/chat/actions`: what a person does in their chat with a bot. 204, or 400 with `{ error }` where they cannot. */
export interface ChatAction {
  bot: number;
  person: number;
  action: PersonAction;
}

export type PersonAction =
  /** With what stands after `?start=`: at most 64 characters of `A-Za-z0-9_-`. Who has blocked the bot unblocks it. */
  | { kind: "start"; payload?: string }
  /** 1 to 4,096 characters. */
  | { kind: "say"; text: string }
  /** The button by its place, from 0. */
  | { kind: "press"; messageId: number; row: number; column: number }
  | { kind: "contact" }
  /** The invoice of that message; paid as soon as the bot agrees. */
  | { kind: "pay"; messageId: number }
  | { kind: "block" }
  | { kind: "unblock" };

/** `POST /api/chat/crowd` begins "an ad brings people", `DELETE /api/chat/crowd` ends it. One at a time. */
export interface NewCrowd {
  bot: number;
  payload: string;
  /** 1 to 200. Default 50. */
  people?: number;
  /** Within how many seconds they start, 1 to 600. Default 10. */
  seconds?: number;
  /** As in `NewChatPerson`. */
  language?: "en" | "ru";
}

export interface CrowdProgress {
  state: "running" | "done" | "cancelled";
  bot: number;
  payload: string;
  people: number;
  started: number;
  wrote: number;
  paid: number;
  blocked: number;
}
