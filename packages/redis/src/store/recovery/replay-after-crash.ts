import type { RequestEnd } from "@bot-tracker/core";

/** Redis with `appendfsync everysec` loses up to a second, and a little more, of what it has said yes to when it is killed. */
const KEPT_MS = 2_000;

/** An end that Redis was told of. */
export type Told = { delivered: string } | { slot: string; end: RequestEnd };

/**
 * What Redis was told last of how things ended, and may have lost. A delivery that it believes to be under way would be
 * sent twice, and a request that it has forgotten would be missing from the quota.
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
