import type { BotIdentity } from "../support/bot-identity.ts";

/** Questions to the messenger that the bot's own API object can put. */
export interface AskMessenger {
  /** How updates reach the bot (Bot API `getWebhookInfo`, which tells the allowed updates of polling bots too). */
  webhookInfo(): Promise<unknown>;
  /** Who the bot is, for a framework that never asks by itself. The answer comes by `callSucceeded`. */
  me?(): Promise<unknown>;
}

/** Reads what the bot's own calls say about the bot. None of these waits or changes anything. */
export interface CallWatch {
  /** Whether a method asks the messenger for updates, by polling or by setting a webhook. */
  asksForUpdates(method: string): boolean;
  /** Such a call is being made. */
  updatesAsked(params: unknown, ask: AskMessenger | undefined): void;
  /** An update came. A bot that runs by webhook may never make such a call. */
  updateCame(ask: AskMessenger | undefined): void;
  /** Who the bot is, where this answer says so. */
  identityIn(method: string, result: unknown): BotIdentity | undefined;
}
