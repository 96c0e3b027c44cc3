import type { RelayBatchResult } from "./relay-batch.ts";

/** So many batches are handed to Redis before the first of them is answered. */
const MOST = 2;

type Settled = { result: RelayBatchResult } | { error: unknown };

/** The batches that Redis has yet to answer, in their order. */
export class OnTheWay {
  readonly #batches: { settled: Promise<Settled>; mayBeFollowed: boolean }[] = [];

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  /** Whether one more may go. */
  get hasRoom(): boolean {
    return this.#batches.length < MOST && this.#batches.every(({ mayBeFollowed }) => mayBeFollowed);
  }

  /** Gives what resolves when it is answered, and never rejects. */
  add(sending: Promise<RelayBatchResult>, mayBeFollowed: boolean): Promise<unknown> {
    // Nobody may be waiting for it when it rejects, which must not count as unhandled.
    const settled = sending.then(
      (result): Settled => ({ result }),
      (error: unknown): Settled => ({ error }),
    );
    this.#batches.push({ settled, mayBeFollowed });
    return settled;
  }

  /** What became of the oldest; undefined: there is none. @throws what kept it from being settled here */
  async next(): Promise<RelayBatchResult | undefined> {
    const settled = await this.#batches.shift()?.settled;
    if (settled === undefined) return undefined;
    if ("error" in settled) throw settled.error;
    return settled.result;
  }
}
