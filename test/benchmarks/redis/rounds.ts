import type { BenchmarkContext } from "../runner/benchmark.ts";
import type { Measured } from "../runner/contender.ts";

export interface RoundsOptions<Contender> {
  contenders: readonly Contender[];
  /** How many processes take part. */
  loads: readonly number[];
  rounds: number;
}

/** What contenders of several processes measured, by contender and by how many processes took part. */
export class Rounds {
  readonly #measured = new Map<string, Measured[]>();

  /**
   * Has contenders do round after round in turn, every other one backwards. The most processes go once before all that
   * counts, so that each of them has run everything.
   */
  async run<Contender extends { name: string }>(
    context: BenchmarkContext,
    { contenders, loads, rounds }: RoundsOptions<Contender>,
    measure: (contender: Contender, processes: number) => Promise<Measured>,
  ): Promise<void> {
    if (!context.quick) for (const contender of contenders) await measure(contender, Math.max(...loads));
    for (let pass = 0; pass < (context.quick ? 1 : rounds); pass++) {
      for (const load of loads) {
        for (const contender of pass % 2 === 0 ? contenders : contenders.toReversed()) {
          const key = keyOf(contender.name, load);
          this.#measured.set(key, [...(this.#measured.get(key) ?? []), await measure(contender, load)]);
        }
      }
    }
  }

  /** The values of one thing measured, in the order of the rounds. */
  of(contender: string, processes: number, what: string): number[] {
    const results = this.#measured.get(keyOf(contender, processes));
    if (results === undefined) throw new Error(`no contender "${contender}" ran in ${processes} processes`);
    return results.map((result) => {
      const value = result[what];
      if (value === undefined) throw new Error(`${contender} did not measure "${what}"`);
      return value;
    });
  }
}

function keyOf(contender: string, processes: number): string {
  return `${contender} | ${processes}`;
}
