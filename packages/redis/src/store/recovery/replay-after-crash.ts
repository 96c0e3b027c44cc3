import type { RequestEnd } from "@bot-tracker/core";

/**
 * Redis with `appendfsync everysec` loses up to a second, and a little more, of what it has confirmed when it is
 * killed. What was relayed in the last two seconds comes again if it lost everything, which may be noticed late.
 */
const KEPT_MS = 6_000;

/** A result that was reported to Redis. */
export type Told = { delivered: string } | { slot: string; end: RequestEnd };

/**
 * The last results reported to Redis, which it may lose in a crash. Without the replay, a delivery that it believes to
 * be under way would be sent twice, and a request that it has forgotten would be missing from the quota.
 */
export class ReplayAfterCrash {
  readonly #steadyMs: () => number;
  #told: { what: Told; atMs: number }[] = [];

  constructor(steadyMs: () => number) {
    this.#steadyMs = steadyMs;
  }

  add(...all: readonly Told[]): void {
    const atMs = this.#steadyMs();
    const firstKept = this.#told.findIndex((each) => each.atMs > atMs - KEPT_MS);
    this.#told.splice(0, firstKept === -1 ? this.#told.length : firstKept);
    for (const what of all) this.#told.push({ what, atMs });
  }

  get delivered(): string[] {
    return this.#told.flatMap(({ what }) => ("delivered" in what ? [what.delivered] : []));
  }

  get slotEnds(): { slot: string; end: RequestEnd }[] {
    return this.#told.flatMap(({ what }) => ("slot" in what ? [what] : []));
  }
}
