import type { Ports, QuotaLimits, RequestEnd, SlotGrant } from "@bot-tracker/core";
import { longestServerDelayMs, SLOT_MS } from "@bot-tracker/core/outbox-kit";
import type { Redis } from "ioredis";
import type { StoreNews } from "../shared-store.ts";
import { stricterWindows } from "./asked-limits.ts";
import { type QuotaAnswer, type QuotaScriptName, QuotaScripts } from "./quota-scripts.ts";
import { QuotaView } from "./quota-view.ts";
import { readSlotName, type SlotName, writeSlotName } from "./slot-name.ts";

export interface RedisQuotaParts {
  client: Redis;
  /** What all keys begin with, such as `bot-tracker:{123}:`. Its `{...}` keeps them on one node. */
  scope: string;
  /**
   * Whose time counts. `server`: that of Redis, so that processes share exactly whose clocks differ. `caller`: the
   * `steadyMs` that calls give, and for what nobody asked for the latest of these; for tests with made-up time.
   */
  clock: "server" | "caller";
  news: Pick<StoreNews, "stricterLimits">;
  /** A name without spaces that no other slot ever has. */
  newSlot(): string;
  /** Names this process among those that wait for a slot: each is told a moment of its own. */
  process: string;
  ports: Pick<Ports, "steadyMs" | "setTimer">;
}

interface OwnSlot extends SlotName {
  /** `ending`: its end may not have reached Redis. */
  state: "open" | "ending";
}

const RENEW_EVERY_MS = SLOT_MS / 2;
/** Slots of takes that failed, of which Redis may know. Any that are not told lapse by themselves. */
const MOST_DOUBTFUL = 100;
/** Own slots known, the ones included whose end could not be told. */
const MOST_UNTOLD = 10_000;

/**
 * The use of every key's quota, kept in Redis and shared by all processes, whatever their clocks say. Rejects while
 * Redis is away. An end that was told when it was back counts from then on, which only makes others wait longer.
 */
export class RedisQuota {
  readonly #parts: RedisQuotaParts;
  readonly #scripts: QuotaScripts;
  readonly #views = new Map<string, QuotaView>();
  readonly #own = new Map<string, OwnSlot>();
  readonly #doubtful = new Set<string>();
  #latestToldMs = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;
  #isClosed = false;

  constructor(parts: RedisQuotaParts) {
    this.#parts = parts;
    this.#scripts = new QuotaScripts(parts.client);
  }

  async take(limits: QuotaLimits, urgent: boolean, steadyMs: number): Promise<SlotGrant> {
    const view = this.#viewOf(limits.key);
    view.spendBy(limits);
    const own: OwnSlot = {
      name: this.#parts.newSlot(),
      delayMs: longestServerDelayMs(limits),
      key: limits.key,
      state: "open",
    };
    const slot = writeSlotName(own);
    const args = [own.name, urgent ? "1" : "0", own.delayMs, this.#parts.process];
    let answer: QuotaAnswer;
    try {
      answer = await this.#call("take", limits.key, steadyMs, args);
    } catch (error) {
      if (this.#doubtful.size < MOST_DOUBTFUL) this.#doubtful.add(slot);
      throw error;
    }
    this.#tellDoubtful();
    this.#tellStricter(view, answer);
    if (answer.verdict === 0) {
      this.#own.set(slot, own);
      this.#renewLater();
      return { granted: true, slot };
    }
    return { granted: false, atMs: answer.verdict < 0 ? Number.POSITIVE_INFINITY : steadyMs + answer.verdict };
  }

  /**
   * Ends a slot that this process took, or one whose process has gone. What is no slot, or was ended before, is
   * ignored.
   */
  async end(slot: string, end: RequestEnd, steadyMs: number): Promise<void> {
    const name = readSlotName(slot);
    if (name === undefined) return;
    const own = this.#own.get(slot);
    // From here on it is not kept alive, so that it lapses if this end is never told.
    if (own !== undefined) own.state = "ending";
    const args = [name.name, end, name.delayMs, own === undefined ? "0" : "1"];
    try {
      await this.#call("end", name.key, steadyMs, args);
      this.#own.delete(slot);
    } catch (error) {
      if (this.#own.size > MOST_UNTOLD) this.#own.delete(slot);
      throw error;
    }
  }

  /** Tells an end of a slot of this process's own again, which a killed Redis may have lost. */
  async endAgain(slot: string, end: RequestEnd, steadyMs: number): Promise<void> {
    const name = readSlotName(slot);
    if (name !== undefined) await this.#call("end", name.key, steadyMs, [name.name, end, name.delayMs, "1"]);
  }

  /**
   * How many requests count in each window: a snapshot of the last answer from Redis. Exact for windows that were asked
   * for before it and are no longer than the key's longest one or ten minutes.
   */
  used(limits: QuotaLimits, steadyMs: number): readonly number[] {
    const view = this.#viewOf(limits.key);
    view.watch(limits);
    return limits.windows.map(({ perMs }) => view.used(perMs, steadyMs));
  }

  /** Whether any slot of this process's is open. */
  get isSending(): boolean {
    return this.#own.size > 0;
  }

  /** Brings the snapshots up to date, and says that this process's requests are still under way. */
  async refresh(): Promise<void> {
    this.#tellDoubtful();
    await Promise.all([...this.#views.keys()].map((key) => this.#look(key)));
  }

  /** Ends nothing but its timer. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  async #look(key: string): Promise<void> {
    const open = [...this.#own.values()].filter((own) => own.key === key && own.state === "open");
    const args = open.flatMap(({ name, delayMs }) => [name, delayMs]);
    const answer = await this.#call("look", key, this.#nowMs(), args);
    this.#tellStricter(this.#viewOf(key), answer);
  }

  async #call(
    script: QuotaScriptName,
    key: string,
    steadyMs: number,
    args: readonly (string | number)[],
  ): Promise<QuotaAnswer> {
    const { clock, scope } = this.#parts;
    this.#latestToldMs = Math.max(this.#latestToldMs, steadyMs);
    const view = this.#viewOf(key);
    const { watched } = view;
    const nowMs = clock === "server" ? "" : steadyMs;
    const head = [nowMs, key, view.askedLimits, JSON.stringify(watched)];
    const answer = await this.#scripts.run(script, scope, [...head, ...args]);
    view.note(answer, watched, steadyMs);
    return answer;
  }

  #nowMs(): number {
    const { clock, ports } = this.#parts;
    return clock === "caller" && this.#latestToldMs > 0 ? this.#latestToldMs : ports.steadyMs();
  }

  /** A take that failed may have been granted all the same. Nothing was sent on it. */
  #tellDoubtful(): void {
    for (const slot of this.#doubtful) {
      this.#doubtful.delete(slot);
      // Untold, it lapses.
      this.end(slot, "never-sent", this.#nowMs()).catch(() => {});
    }
  }

  #tellStricter(view: QuotaView, { others }: QuotaAnswer): void {
    const { limits } = view;
    if (view.saidStricter || limits === undefined || others.length === 0) return;
    const windows = stricterWindows(limits.windows, others);
    if (windows === undefined) return;
    view.saidStricter = true;
    this.#parts.news.stricterLimits({ ...limits, windows });
  }

  #renewLater(): void {
    if (this.#isClosed || this.#cancelTimer !== undefined) return;
    this.#cancelTimer = this.#parts.ports.setTimer(() => this.#renew(), RENEW_EVERY_MS, false);
  }

  #renew(): void {
    this.#cancelTimer = undefined;
    const open = [...this.#own.values()].filter(({ state }) => state === "open");
    if (open.length === 0) return;
    this.#renewLater();
    // While Redis is away, the connection says so; the next round comes before the slots lapse.
    for (const key of new Set(open.map((own) => own.key))) this.#look(key).catch(() => {});
  }

  #viewOf(key: string): QuotaView {
    let view = this.#views.get(key);
    if (view === undefined) {
      view = new QuotaView();
      this.#views.set(key, view);
    }
    return view;
  }
}
