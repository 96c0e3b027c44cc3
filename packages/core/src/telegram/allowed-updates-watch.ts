/** Asks Telegram what it sends (Bot API `getWebhookInfo`). */
export type AskWebhookInfo = () => Promise<unknown>;

const ADVICE =
  "Telegram was told not to send `my_chat_member` updates, so nobody who blocks the bot is ever reported. " +
  "Add `my_chat_member` to the bot's allowed_updates (Telegram keeps the last list it was given, even if later " +
  "calls omit it).";

const HOW_TO_WRITE_IT =
  " The list that this bot passes does not reach Telegram: its library sends an array in a form that Telegram ignores. " +
  "Pass it as text: allowed_updates: JSON.stringify([...]).";

/**
 * Detects a bot that will never hear of a block. Telegram keeps the last `allowed_updates` it was given: an empty array
 * resets it to the default, which includes `my_chat_member`, and leaving it out changes nothing, so an array set long
 * ago may still apply. In that case Telegram is asked once, in the background.
 */
export class AllowedUpdatesWatch {
  readonly #warn: (message: string) => void;
  #settled = false;
  #wasUnreadable = false;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /**
   * `getUpdates` or `setWebhook` is being called with this list; `isUnreadable`: with one that Telegram will not see, so
   * that what it was given before still applies.
   */
  listGiven(allowedUpdates: unknown, ask: AskWebhookInfo | undefined, isUnreadable = false): void {
    const list = toList(allowedUpdates);
    this.#wasUnreadable = list === undefined && (this.#wasUnreadable || isUnreadable);
    if (list === undefined) {
      this.#check(ask);
      return;
    }
    this.#settled = true;
    this.#judge(list);
  }

  /** An array is being given in a form that is not known yet: until it is seen, Telegram is believed. */
  arrayGiven(): void {
    this.#wasUnreadable = true;
  }

  /** An update came. Where no call told the list before, the bot runs by webhook. */
  updateCame(ask: AskWebhookInfo | undefined): void {
    if (!this.#settled) this.#check(ask);
  }

  #check(ask: AskWebhookInfo | undefined): void {
    if (this.#settled || ask === undefined) return;
    this.#settled = true;
    void (async () => {
      try {
        const info = await ask();
        const list = toList((info as { allowed_updates?: unknown } | null | undefined)?.allowed_updates);
        // Absent means the default.
        if (list !== undefined) this.#judge(list);
      } catch {
        // Only a hint is lost; the bot reports such failures itself.
      }
    })();
  }

  #judge(list: readonly unknown[]): void {
    if (list.length > 0 && !list.includes("my_chat_member")) {
      this.#warn(ADVICE + (this.#wasUnreadable ? HOW_TO_WRITE_IT : ""));
    }
  }
}

/** node-telegram-bot-api passes a list on as it was given, which may be JSON text. */
function toList(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== "string") return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
