/** No lease of these is alive after that. */
const KEPT_MS = 120_000;

/**
 * Calls that leased and whose answers were lost with the connection: Redis may believe that this process is sending
 * what it has never seen. Kept over several reconnects, because a frozen Redis may run a call much later.
 */
export class LostLeases {
  readonly #steadyMs: () => number;
  #calls: { destination: string; call: string; atMs: number }[] = [];

  constructor(steadyMs: () => number) {
    this.#steadyMs = steadyMs;
  }

  add(destination: string, call: string): void {
    this.#forgetOld();
    this.#calls.push({ destination, call, atMs: this.#steadyMs() });
  }

  /** The calls' names, by the destination that they leased from. */
  byDestination(): ReadonlyMap<string, readonly string[]> {
    this.#forgetOld();
    const names = new Map<string, string[]>();
    for (const { destination, call } of this.#calls) {
      names.set(destination, [...(names.get(destination) ?? []), call]);
    }
    return names;
  }

  #forgetOld(): void {
    const fromMs = this.#steadyMs() - KEPT_MS;
    this.#calls = this.#calls.filter(({ atMs }) => atMs > fromMs);
  }
}
