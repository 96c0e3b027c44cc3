import type { OutboxContext, OutboxItem, PutResult } from "@bot-tracker/core";
import { errorText } from "@bot-tracker/core/outbox-kit";
import {
  type Backlog,
  dropEntries,
  dropsCounted,
  leastValuable,
  MOST_KEPT,
  returnDrops,
  type Turn,
  takeDrops,
  type WaitingEntry,
} from "./backlog.ts";
import type { ObjectBot, ObjectCalls, ObjectView, RecordedEntry } from "./object-calls.ts";

export interface HandoverParts {
  object(): ObjectCalls;
  bot: ObjectBot;
  backlog: Backlog;
  ports: Pick<OutboxContext["ports"], "steadyMs" | "setTimer">;
  messages: Pick<OutboxContext["messages"], "error" | "forget">;
}

/** Waits before another attempt of the same event to reach the object. */
export const RETRIES_MS: readonly number[] = [50, 250, 1_000];
/** What one call carries at most: Cloudflare takes 32 MiB. */
const MOST_AT_ONCE = 250;
const MOST_TEXT_AT_ONCE = 4 * 1024 * 1024;
/** Whoever has its turn and shows nothing for so long has ended. What it handed on is handed on again, and counts once. */
const TURN_MS = 3_000;
/** A call without an answer for so long counts as failed: before its turn is taken for one that has ended. */
const ANSWER_MS = 2_500;
/** Whoever waits for its turn looks again after this, doubling. */
const FIRST_LOOK_MS = 1;
const LONGEST_LOOK_MS = 100;

/** Hands the backlog of an isolate on to the object: all of it in its order, by one call at a time. */
export class Handover {
  readonly #parts: HandoverParts;

  constructor(parts: HandoverParts) {
    this.#parts = parts;
  }

  /** Takes an entry in. For one too many the least valuable leaves, save what is on its way to the object. */
  add(entry: WaitingEntry): void {
    const { backlog, messages } = this.#parts;
    backlog.entries.push(entry);
    const excess = backlog.entries.length - MOST_KEPT;
    if (excess <= 0) return;
    const onItsWay = new Set(backlog.turn?.onItsWay);
    const others = backlog.entries.filter((other) => !onItsWay.has(other));
    dropEntries(backlog, leastValuable(others, excess), "overflow");
    if (backlog.isLossSaid) return;
    backlog.isLossSaid = true;
    messages.error(
      "object-lost",
      `The bot's Durable Object does not take what is recorded, or not as fast as it comes, and an isolate keeps ` +
        `${MOST_KEPT} entries at most: the least valuable and oldest are dropped, and counted as \`overflow\`.`,
    );
  }

  /** Goes on until the object has what these entries hold, or cannot be reached and keeps them waiting. */
  async settle(entries: readonly WaitingEntry[], isOver: () => boolean = () => false): Promise<void> {
    const isDone = (): boolean => isOver() || entries.every(({ outcome }) => outcome !== undefined);
    while (!isDone()) {
      const turn = await this.#turn(isDone);
      if (turn !== undefined) await this.#during(turn, () => this.#handOn(turn));
    }
  }

  /** Tries once more what could not be handed on before. */
  async handOnKept(isOver: () => boolean): Promise<void> {
    const { backlog } = this.#parts;
    let isReached = true;
    while (isReached && backlog.entries.length > 0 && !isOver()) {
      const turn = await this.#turn(isOver);
      if (turn === undefined) return;
      isReached = await this.#during(turn, () => this.#handOn(turn));
    }
  }

  /** Does `task` while nothing is being handed on. */
  async alone<T>(task: () => Promise<T>): Promise<T> {
    for (;;) {
      const turn = await this.#turn(() => false);
      if (turn !== undefined) return this.#during(turn, task);
    }
  }

  /** Undefined: it is not needed any more. */
  async #turn(isDone: () => boolean): Promise<Turn | undefined> {
    const { backlog, ports } = this.#parts;
    for (let lookMs = FIRST_LOOK_MS; !isDone(); lookMs = Math.min(lookMs * 2, LONGEST_LOOK_MS)) {
      const nowMs = ports.steadyMs();
      if (backlog.turn === undefined || nowMs - backlog.turn.shownAtMs > TURN_MS) {
        backlog.turn = { shownAtMs: nowMs, onItsWay: [] };
        return backlog.turn;
      }
      await this.#wait(lookMs);
    }
    return undefined;
  }

  async #during<T>(turn: Turn, task: () => Promise<T>): Promise<T> {
    const { backlog } = this.#parts;
    try {
      return await task();
    } finally {
      if (backlog.turn === turn) backlog.turn = undefined;
    }
  }

  /** Hands on what comes first. False: the object cannot be reached, and everything is kept. */
  async #handOn(turn: Turn): Promise<boolean> {
    const { backlog, ports } = this.#parts;
    let problem: unknown;
    let tried: readonly WaitingEntry[] = [];
    for (const waitMs of [0, ...RETRIES_MS]) {
      if (waitMs > 0) await this.#wait(waitMs);
      // Another event goes on with it.
      if (backlog.turn !== turn) return true;
      turn.shownAtMs = ports.steadyMs();
      tried = [...backlog.entries];
      try {
        await this.#call(turn);
        return true;
      } catch (error) {
        problem = error;
        turn.shownAtMs = ports.steadyMs();
      }
    }
    if (backlog.turn === turn) this.#keep(tried, problem);
    return false;
  }

  async #call(turn: Turn): Promise<void> {
    const { backlog, bot, object, ports } = this.#parts;
    const drops = takeDrops(backlog, MOST_KEPT, ports.steadyMs());
    const batch = firstOf(backlog.entries);
    turn.onItsWay = batch;
    const recorded = batch.map((entry) => entry.recorded);
    const call = async (): Promise<void> => {
      try {
        const answer = await object().botTrackerRecord([...toEntries(drops.items, recorded), ...recorded], bot);
        dropsCounted(backlog, drops);
        this.#answered(batch, answer);
      } finally {
        returnDrops(backlog, drops);
      }
    };
    await this.#inTime(call());
  }

  /** In time or late: what the object has is not handed on again. */
  #answered(batch: readonly WaitingEntry[], { results, view }: { results: PutResult[]; view: ObjectView }): void {
    const { backlog, messages } = this.#parts;
    const own = results.slice(results.length - batch.length);
    for (const [index, entry] of batch.entries()) entry.outcome ??= own[index];
    const stored = new Set(batch);
    backlog.entries = backlog.entries.filter((entry) => !stored.has(entry));
    backlog.view = view;
    backlog.failedAtMs = undefined;
    messages.forget("object");
    if (backlog.entries.length > 0) return;
    backlog.isLossSaid = false;
    messages.forget("object-lost");
  }

  /** @throws {Error} there is no answer for too long. One that comes later counts nevertheless. */
  async #inTime(call: Promise<void>): Promise<void> {
    let cancel = (): void => {};
    const over = new Promise<never>((_resolve, reject) => {
      const giveUp = (): void => reject(new Error(`It has not answered within ${ANSWER_MS} ms.`));
      cancel = this.#parts.ports.setTimer(giveUp, ANSWER_MS, true);
    });
    try {
      await Promise.race([call, over]);
    } finally {
      cancel();
    }
  }

  #keep(tried: readonly WaitingEntry[], problem: unknown): void {
    const { backlog, messages, ports } = this.#parts;
    const isNews = backlog.failedAtMs === undefined;
    backlog.failedAtMs = ports.steadyMs();
    for (const entry of tried) {
      entry.outcome ??= { statuses: entry.recorded.entry.items.map(() => "stored"), overflowed: [] };
    }
    // Many Workers make a tracker, and messages with it, for each request: it is the isolate that says it once.
    if (isNews) {
      messages.error(
        "object",
        `The bot's Durable Object cannot be reached: ${errorText(problem)} What was recorded is kept in this isolate's ` +
          "memory and handed on with the next update; it is lost if the isolate ends before that.",
      );
    }
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#parts.ports.setTimer(resolve, delayMs, true));
  }
}

/** As many as one call carries, and one at least. */
function firstOf(entries: readonly WaitingEntry[]): WaitingEntry[] {
  const first: WaitingEntry[] = [];
  let length = 0;
  for (const entry of entries) {
    for (const item of entry.recorded.entry.items) if (item.kind !== "drop") length += item.delivery.body.length;
    if (first.length > 0 && (length > MOST_TEXT_AT_ONCE || first.length === MOST_AT_ONCE)) break;
    first.push(entry);
  }
  return first;
}

function toEntries(drops: readonly OutboxItem[], [first]: readonly RecordedEntry[]): RecordedEntry[] {
  return drops.length === 0 ? [] : [{ entry: { items: drops }, nowMs: first?.nowMs ?? 0 }];
}
