import type { TelegramUser } from "../api/profiles.ts";
import type { ApiCall } from "../bot/call-log.ts";

/** An amount in the smallest units of its currency, as in Telegram's SuccessfulPayment. */
export interface Payment {
  /** Of three letters, `XTR` for Telegram Stars. */
  currency: string;
  total_amount: number;
  /** What the bot put into its invoice, at most 128 bytes at Telegram. */
  payload: string;
}

/**
 * A person's hands in their private chat with one bot. What they do comes back as the `update_id` of the update that it
 * made. What Telegram's apps would not let them do is a `RangeError`; writing to a bot that they have blocked, and
 * pressing what is not there, an `Error`. Each says what was expected.
 */
export interface SimulatedUser {
  readonly profile: TelegramUser;
  readonly hasBlocked: boolean;
  /** Presses START, or opens a deep link with this payload. Who has blocked the bot unblocks it first, as apps do. */
  start(payload?: string): number;
  /** Writes 1 to 4,096 characters. */
  say(text: string): number;
  /** Sends a message with any content, such as `{ location: { latitude: 55.75, longitude: 37.62 } }`. */
  send(content: object): number;
  /**
   * Presses a button with this callback data: under the message `messageId`, else under the last that has it, else under
   * one made up.
   */
  press(data: string, messageId?: number): number;
  /** Presses a key of the keyboard that the bot sent last: writes its text, or shares the phone where it asks for that. */
  pressKey(text: string): number;
  /** Shares their own phone number, by default one that nobody has. */
  sendContact(phoneNumber?: string): number;
  /** Presses the pay button: the bot has to answer the `pre_checkout_query`. */
  checkOut(payment: Payment): number;
  /** The payment went through: a message with `successful_payment`. */
  pay(payment: Payment): number;
  /** Blocks the bot: every send to this person answers 403 from now on. */
  block(): number;
  unblock(): number;
  /** What the bot sent and Telegram accepted, oldest first, as far back as there is room for it (`maxBytes`). */
  received(): ApiCall[];
}
