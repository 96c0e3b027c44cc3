import type { AskMessenger, CallWatch } from "../messenger/call-watch.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { isRecord } from "../support/json-record.ts";

/** The updates that the tracker cannot do without. */
const NEEDED = ["bot_started", "bot_stopped"];

/**
 * Reads a bot's calls of `updates`, `subscriptions` and `me`, and notices a list of update types that leaves out starts
 * or stops. MAX keeps no list between polls; a webhook's stands in its subscription, which is looked at once, in the
 * background, where the bot does not set it up itself.
 */
export class MaxCallWatch implements CallWatch {
  readonly #warn: (message: string) => void;
  #settled = false;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  asksForUpdates(method: string): boolean {
    return method === "GET updates" || method === "POST subscriptions";
  }

  updatesAsked(params: unknown): void {
    this.#settled = true;
    this.#judge(isRecord(params) ? (params.update_types ?? params.types) : undefined);
  }

  updateCame(ask: AskMessenger | undefined): void {
    if (this.#settled || ask === undefined) return;
    this.#settled = true;
    void (async () => {
      try {
        const answer = await ask.webhookInfo();
        const subscriptions = isRecord(answer) ? answer.subscriptions : undefined;
        if (!Array.isArray(subscriptions)) return;
        for (const subscription of subscriptions) if (isRecord(subscription)) this.#judge(subscription.update_types);
      } catch {
        // Only a hint is lost; the bot reports such failures itself.
      }
    })();
  }

  identityIn(method: string, result: unknown): BotIdentity | undefined {
    if (method !== "GET me" || !isRecord(result)) return undefined;
    const { user_id: id, username } = result;
    return {
      ...((typeof id === "number" || typeof id === "string") && { id: String(id) }),
      ...(typeof username === "string" && username !== "" && { username }),
    };
  }

  #judge(types: unknown): void {
    const list = typeof types === "string" ? types.split(",").filter((type) => type !== "") : types;
    // No list, and an empty one, mean every type.
    if (!Array.isArray(list) || list.length === 0) return;
    const missing = NEEDED.filter((type) => !list.includes(type));
    if (missing.length === 0) return;
    const names = missing.map((type) => `\`${type}\``).join(" and ");
    this.#warn(
      `MAX was told not to send ${names}, so ${missing.map((type) => LOSSES[type]).join(", and ")}. Add ` +
        `${missing.length === 1 ? "it" : "them"} to the bot's allowedUpdates.`,
    );
  }
}

const LOSSES: Readonly<Record<string, string>> = {
  bot_started: "no start by the button or by an ad link is ever reported",
  bot_stopped: "somebody who stops the bot is noticed only when a message to them fails",
};
