import type { QuotaLimits } from "@bot-tracker/core";
import { writeAskedLimits } from "./asked-limits.ts";
import type { QuotaAnswer } from "./quota-scripts.ts";

/** Health asks for it, to tell the present rate. Wanted from the first call on, so that its first answer is right. */
const RATE_WINDOW_MS = 600_000;
/** Lengths are few in any program. Asked for without an end, they would make every call slow. */
const MOST_WATCHED = 32;

interface Snapshot extends Omit<QuotaAnswer, "counts"> {
  counts: ReadonlyMap<number, number>;
  /** By this process's steady clock. */
  takenMs: number;
}

/** What this process knows of one key. */
export class QuotaView {
  /** This process's limits, once it has spent the key; before that it only looks. */
  limits: QuotaLimits | undefined;
  askedLimits = "";
  saidStricter = false;
  readonly #watched = new Set<number>([RATE_WINDOW_MS]);
  #snapshot: Snapshot | undefined;

  spendBy(limits: QuotaLimits): void {
    this.watch(limits);
    if (this.limits === limits) return;
    this.limits = limits;
    this.askedLimits = writeAskedLimits(limits);
  }

  /** Every answer is to tell the use of these windows. */
  watch({ windows }: QuotaLimits): void {
    for (const { perMs } of windows) {
      if (this.#watched.size < MOST_WATCHED && Number.isFinite(perMs)) this.#watched.add(perMs);
    }
  }

  get watched(): readonly number[] {
    return [...this.#watched];
  }

  note(answer: QuotaAnswer, watched: readonly number[], takenMs: number): void {
    const counts = new Map(watched.map((perMs, index) => [perMs, answer.counts[index] ?? 0]));
    this.#snapshot = { ...answer, counts, takenMs };
  }

  /** As of the last answer. Of what has ended since nothing is known, nor what has left a window only in part. */
  used(perMs: number, steadyMs: number): number {
    if (this.#snapshot === undefined) return 0;
    const { open, lastEndInMs, counts, takenMs } = this.#snapshot;
    const hasLeft = takenMs + lastEndInMs < steadyMs - perMs;
    return open + (hasLeft ? 0 : (counts.get(perMs) ?? this.#atLeast(counts, perMs)));
  }

  /** For a window that nobody has asked for before: what the next shorter one holds. */
  #atLeast(counts: ReadonlyMap<number, number>, perMs: number): number {
    return Math.max(0, ...[...counts].filter(([shorterMs]) => shorterMs < perMs).map(([, count]) => count));
  }
}
