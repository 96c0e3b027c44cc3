/** How long an end may take. Docker waits 10 s after SIGTERM, and the framework needs some of them. */
export const END_MS = 5_000;
/** What a later part of the same end gets at least, such as what was recorded after `bot.stop()`. */
const LEAST_MS = 1_000;
/** What begins later than this is another end. */
const SAME_END_MS = 10_000;
/** The part of an end, at most, that is kept for requests it has aborted. Those that obey end at once. */
const ABORTED_MS = 200;
/** The part of it, at most, in which nothing new is sent and requests under way may still be answered. */
const LAST_ANSWERS_MS = 1_000;

/** The part of it, at most, that is kept for such an outbox. */
const OUTBOX_MS = 200;

/** Of an end of `timeoutMs`: for sending, then for answers to what is under way, then for what is aborted. */
export function sharesOf(timeoutMs: number): { flushMs: number; lastAnswersMs: number; abortedMs: number } {
  const abortedMs = Math.min(ABORTED_MS, timeoutMs / 4);
  const lastAnswersMs = Math.min(LAST_ANSWERS_MS, timeoutMs / 4);
  return { flushMs: timeoutMs - lastAnswersMs - abortedMs, lastAnswersMs, abortedMs };
}

/** Of an end of `timeoutMs`: for an outbox that has to wait for others when it is closed. */
export function outboxShareOf(timeoutMs: number): number {
  return Math.min(OUTBOX_MS, timeoutMs / 4);
}

/**
 * The time that an end may take altogether: the stop of the bot, the close of the tracker and the natural end of the
 * process follow each other, and share it.
 */
export class EndTime {
  readonly #steadyMs: () => number;
  #beganMs: number | undefined;
  #recordedMs: number | undefined;

  constructor(steadyMs: () => number) {
    this.#steadyMs = steadyMs;
  }

  /** Something was recorded just now. */
  recorded(): void {
    this.#recordedMs = this.#steadyMs();
  }

  /**
   * The process has nothing left to do, perhaps since long: only requests have kept it alive. It was in use when
   * something was recorded, and what was recorded long before has had its time.
   */
  beginsNaturally(): void {
    if (this.#isUnderWay) return;
    const nowMs = this.#steadyMs();
    this.#beganMs = Math.max(this.#recordedMs ?? nowMs, nowMs - END_MS + LEAST_MS);
  }

  /** What is left of the end that is under way, or else of one that begins now. */
  leftMs(): number {
    const nowMs = this.#steadyMs();
    if (!this.#isUnderWay) this.#beganMs = nowMs;
    return Math.max(LEAST_MS, (this.#beganMs ?? nowMs) + END_MS - nowMs);
  }

  get #isUnderWay(): boolean {
    return this.#beganMs !== undefined && this.#steadyMs() - this.#beganMs < SAME_END_MS;
  }
}
