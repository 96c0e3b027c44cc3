import { botProfile } from "../api/profiles.ts";
import { SecretRedaction } from "../api/redact-secrets.ts";
import { BotAccount } from "../bot/bot-account.ts";
import type { BotHandle, SimulatedBot } from "../bot/simulated-bot.ts";
import { botIdIn, makeToken } from "../bot/token.ts";
import type { EventFeed } from "../feed/event-feed.ts";
import { checkText } from "../support/check.ts";
import { firstIdAt } from "../support/first-id.ts";
import { KeptBytes } from "../support/kept-bytes.ts";
import type { ResolvedOptions } from "./resolve-options.ts";
import type { AddBotOptions } from "./telegram-simulator.ts";

/** Bots that calls with unknown tokens may make. */
const MAX_UNASKED_BOTS = 100;
const MAX_USERNAME_CHARS = 64;

interface Known {
  readonly account: BotAccount;
  readonly bot: SimulatedBot;
}

/** The bots of one server, by their tokens, which stand nowhere else. */
export class BotRegistry {
  readonly #options: ResolvedOptions;
  readonly #feed: EventFeed;
  readonly #known = new Map<string, Known>();
  readonly #kept: KeptBytes;
  readonly #redaction = new SecretRedaction();
  #unaskedCount = 0;

  constructor(options: ResolvedOptions, feed: EventFeed) {
    this.#options = options;
    this.#feed = feed;
    this.#kept = new KeptBytes(options.maxBytes);
  }

  bots(): SimulatedBot[] {
    return [...this.#known.values()].map(({ bot }) => bot);
  }

  add(apiRoot: string, options: AddBotOptions): BotHandle {
    const token = options.token ?? makeToken(Date.now());
    if (this.#known.has(token)) {
      throw new Error(`Expected a token of its own for each bot, and bot ${botIdIn(token)} has this one.`);
    }
    const { bot } = this.#make(token, apiRoot, options);
    // Not enumerable, so that neither console.log nor JSON.stringify shows a token that may be a real one.
    return Object.defineProperties({} as BotHandle, {
      ...Object.getOwnPropertyDescriptors(bot),
      token: { value: token },
    });
  }

  /** The bot that a call with this token is for. */
  find(token: string, apiRoot: string): BotAccount | undefined {
    const known = this.#known.get(token);
    if (known !== undefined || this.#options.onUnknownToken === "refuse") return known?.account;
    if (this.#unaskedCount >= MAX_UNASKED_BOTS) return undefined;
    this.#unaskedCount += 1;
    return this.#make(token, apiRoot, {}).account;
  }

  close(): void {
    for (const { account } of this.#known.values()) account.updates.close();
  }

  #make(token: string, apiRoot: string, { username, allowedUpdates = [] }: AddBotOptions): Known {
    const id = botIdIn(token);
    if (id === undefined) throw new TypeError("Expected a bot token of the form <digits>:<secret>.");
    const name = checkText("username", username ?? `simulated_${this.#known.size + 1}_bot`, 1, MAX_USERNAME_CHARS);
    this.#redaction.add(token);
    this.#options.onToken(token);
    const { nowMs, firstId = firstIdAt(Date.now()), waitTimeoutMs } = this.#options;
    const account = new BotAccount({
      profile: botProfile(id, name),
      allowedUpdates,
      webhookTiming: {
        retryDelayMs: this.#options.webhookRetryDelayMs,
        maxRetryDelayMs: this.#options.webhookMaxRetryDelayMs,
        timeoutMs: this.#options.webhookTimeoutMs,
      },
      waitTimeoutMs,
      firstId,
      kept: this.#kept,
      redaction: this.#redaction,
      nowMs,
      tell: (event) => this.#feed.tell({ ...event, bot, atMs: nowMs() }),
    });
    const bot = toSimulatedBot(account, apiRoot);
    const known = { account, bot };
    this.#known.set(token, known);
    this.#feed.tell({ kind: "bot", bot, atMs: nowMs() });
    return known;
  }
}

function toSimulatedBot(account: BotAccount, apiRoot: string): SimulatedBot {
  const { profile, updates, log, faults } = account;
  return {
    id: profile.id,
    username: profile.username,
    apiRoot,
    user: (person) => account.user(person),
    sendUpdate: (update) => updates.send(update),
    sendRawUpdate: (text) => updates.sendRaw(text),
    redeliver: (updateId) => updates.redeliver(updateId),
    failSends: (chatId, fault, options = {}) => faults.add(chatId, fault, options),
    calls: (filter) => log.find(filter),
    waitForCall: (filter, options = {}) => log.waitFor(filter, options),
    pendingUpdates: () => updates.pendingCount,
    waitUntilTaken: ({ timeoutMs } = {}) => updates.waitUntilTaken(timeoutMs),
    get getUpdatesCount() {
      return account.getUpdatesCount;
    },
  };
}
