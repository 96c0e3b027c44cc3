import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ledger } from "@bot-tracker/core";
import { BotChild } from "../bot/bot-child.ts";
import type { Deed } from "../bot/deed.ts";
import type { BotSettings } from "../bot/protocol.ts";
import type { Figures } from "../figures.ts";
import { deliveriesOf } from "./delivery-id.ts";
import { Services } from "./services.ts";
import { type Tally, tally } from "./tally.ts";

export interface FaultHarnessSettings extends Pick<Figures, "limits"> {
  outbox: BotSettings["outbox"];
  requestTimeoutMs?: number;
  closeTimeoutMs?: number;
  /** Where the outbox's file is. Default: a folder of this harness's own. */
  dir?: string;
}

/** Services, and one bot after another or side by side at one outbox, with all that has to be known for the tally. */
export class FaultHarness implements AsyncDisposable {
  readonly services: Services;
  /** Deliveries that any of the bots has said to be stored. */
  readonly stored = new Set<string>();
  /** What bots found when they began and had when they ended. */
  readonly ledgers: Ledger[] = [];
  readonly #settings: FaultHarnessSettings;
  readonly #dir: string;
  readonly #bots: BotChild[] = [];

  private constructor(settings: FaultHarnessSettings, services: Services, dir: string) {
    this.#settings = settings;
    this.services = services;
    this.#dir = dir;
  }

  static async open(settings: FaultHarnessSettings): Promise<FaultHarness> {
    const { limits } = settings;
    const services = await Services.open({
      limits: { mode: "sliding", windows: limits.tgtrack },
      howUsedBotLimits: { mode: "sliding", windows: limits.howUsedBot },
    });
    return new FaultHarness(settings, services, await mkdtemp(join(tmpdir(), "bot-tracker-faults-")));
  }

  /** Another process of the bot, at the same outbox. */
  spawn(own: Partial<BotSettings> = {}): BotChild {
    const settings = { dir: this.#dir, ...this.#settings, ...own };
    const bot = new BotChild(settings, this.services.url, this.stored);
    this.#bots.push(bot);
    return bot;
  }

  /** Such a process, when its tracker is made. */
  async start(own: Partial<BotSettings> = {}): Promise<BotChild> {
    const bot = this.spawn(own);
    const ledger = await bot.ready;
    if (ledger === undefined) throw new Error(`The bot ended before it was ready. ${bot.errors}`);
    this.ledgers.push(ledger);
    return bot;
  }

  /** Closes a bot's tracker properly. */
  async close(bot: BotChild): Promise<void> {
    const { ledger } = await bot.ask({ kind: "close", timeoutMs: 5_000 });
    this.ledgers.push(ledger);
    await bot.kill("SIGTERM");
    if (bot.errors !== "") throw new Error(`The bot complained: ${bot.errors}`);
  }

  /** Those that no bot's outbox is known to have whole. */
  notStored(deeds: readonly Deed[]): Deed[] {
    return deeds.filter((deed) => !deliveriesOf(deed).every((delivery) => this.stored.has(delivery)));
  }

  tally(deeds: readonly Deed[]): Tally {
    const { tgtrack, howUsedBot: howusedbot } = this.#settings.limits;
    return tally({
      deeds,
      requests: this.services.requests,
      ledgers: this.ledgers,
      limits: { tgtrack, howusedbot },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#bots.map((bot) => bot.kill("SIGKILL")));
    await this.services[Symbol.asyncDispose]();
    await rm(this.#dir, { recursive: true });
  }
}
