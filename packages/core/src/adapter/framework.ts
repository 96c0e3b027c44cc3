import type { Messenger } from "../messenger/messenger.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import type { BotHooks } from "./bot-hooks.ts";

/** Everything an adapter knows of its framework. What it does with it is shared by all adapters. */
export interface Framework<Bot extends object, Ctx extends object> {
  readonly name: string;
  /** Whose updates its bots get. */
  readonly messenger: Messenger;

  /** Which object is a bot of this framework. `expected` ends the sentence "Expected `bot` to be …". */
  readonly bot: { readonly expected: string; accepts(value: unknown): boolean };

  /** The bot's token, which tells bots apart: a Telegram bot's begins with its id. */
  tokenOf(bot: Bot): string | undefined;

  /**
   * Hooks into the bot: updates before any middleware, calls to the messenger, the bot's shutdown. Wraps own properties
   * only, keeps `this`, results and errors, and adds no wait before the framework's own call.
   */
  hookBot(bot: Bot, hooks: BotHooks): void;

  /** Hooks into what a context brings of its own (an API object, say), where the bot was not given. */
  hookContext(ctx: Ctx, hooks: BotHooks): void;

  /** The prototype of the contexts that this bot makes, where it can be told. */
  contextPrototypeOf?(bot: Bot): unknown;

  /** What a bot shares with its contexts and with no other bot, where it does not know its id before it runs. */
  sharedOf?(botOrContext: Bot | Ctx): object;

  updateOf(ctx: Ctx): unknown;
  identityOf(ctx: Ctx): BotIdentity | undefined;
}
