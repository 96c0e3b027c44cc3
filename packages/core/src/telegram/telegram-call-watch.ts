import type { AskMessenger, CallWatch } from "../messenger/call-watch.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { isRecord } from "../support/json-record.ts";
import { AllowedUpdatesWatch } from "./allowed-updates-watch.ts";

/** Reads a bot's calls of `getUpdates`, `setWebhook` and `getMe`. The Bot API takes methods in any case. */
export class TelegramCallWatch implements CallWatch {
  readonly #allowedUpdates: AllowedUpdatesWatch;

  constructor(warn: (message: string) => void) {
    this.#allowedUpdates = new AllowedUpdatesWatch(warn);
  }

  asksForUpdates(method: string): boolean {
    const name = method.toLowerCase();
    return name === "getupdates" || name === "setwebhook";
  }

  updatesAsked(params: unknown, ask: AskMessenger | undefined): void {
    const given = isRecord(params) ? params : {};
    if (given["allowed_updates[]"] !== undefined) {
      this.#allowedUpdates.arrayGiven();
      return;
    }
    // What becomes of an array in a form, in node-telegram-bot-api before 0.67.
    const isUnreadable = given["allowed_updates[0]"] !== undefined;
    this.#allowedUpdates.listGiven(given["allowed_updates"], ask?.webhookInfo, isUnreadable);
  }

  updateCame(ask: AskMessenger | undefined): void {
    this.#allowedUpdates.updateCame(ask?.webhookInfo);
  }

  identityIn(method: string, result: unknown): BotIdentity | undefined {
    if (method.toLowerCase() !== "getme" || !isRecord(result)) return undefined;
    const { id, username } = result;
    return {
      ...((typeof id === "number" || typeof id === "string") && { id: String(id) }),
      ...(typeof username === "string" && { username }),
    };
  }
}
