import type { OutboxEntry, PutResult } from "../../outbox.ts";

/** An entry that is to be stored with the next transaction. */
export interface BufferedPut {
  entry: OutboxEntry;
  nowMs: number;
  resolve(result: PutResult): void;
  reject(error: unknown): void;
}

/** Takes an entry that the file does not take. @throws the error, if it is not the file's */
export type PutInstead = (error: unknown) => PutResult;

/** What was put since the last transaction, in order. */
export class PutBuffer {
  #puts: BufferedPut[] = [];

  get size(): number {
    return this.#puts.length;
  }

  /** `instead` is asked at once, so that what is put after that stays behind it. */
  add(entry: OutboxEntry, nowMs: number, instead?: PutInstead): Promise<PutResult> {
    return new Promise((resolve, reject) => {
      const refuse = (error: unknown): void => {
        try {
          if (instead === undefined) reject(error);
          else resolve(instead(error));
        } catch (thrown) {
          reject(thrown);
        }
      };
      this.#puts.push({ entry, nowMs, resolve, reject: refuse });
    });
  }

  /** The first `count`, which stay until they are told to be stored. */
  peek(count: number): readonly BufferedPut[] {
    return this.#puts.length <= count ? this.#puts : this.#puts.slice(0, count);
  }

  /** The first ones are stored: each learns what became of it. */
  stored(results: readonly PutResult[]): void {
    const done = this.#puts.splice(0, results.length);
    results.forEach((result, index) => {
      done[index]?.resolve(result);
    });
  }

  /** Takes everything out. */
  take(): BufferedPut[] {
    const puts = this.#puts;
    this.#puts = [];
    return puts;
  }
}
