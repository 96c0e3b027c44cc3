import type { BenchmarkContext } from "./benchmark.ts";
import type { Measured } from "./contender.ts";
import { ContenderHandle, type ContenderSource } from "./contender-handle.ts";
import { lowerQuartile } from "./spread.ts";

export interface RaceOptions {
  /** By the name that they have in the results. */
  contenders: Readonly<Record<string, ContenderSource>>;
  /** By the name that they have in the results. A contender's own load, if it has one, comes from `loadOf`. */
  loads: Readonly<Record<string, object>>;
  /** A load made fit for one contender (fewer events for a slow one, say). Default: as it is. */
  loadOf?: (contender: string, load: object) => object;
  rounds: number;
  /** Rounds before those that count. Default 1. */
  warmUps?: number;
  /** A process for each round instead of one for all: for what only the first time shows. Default false. */
  fresh?: boolean;
}

/** The values of one thing measured, one per round (or race), in their order. */
export type Results = (contender: string, load: string, what: string) => number[];

/**
 * Has contenders do round after round in turn, each in its own process, so that they share neither heap nor compiled
 * code, and the machine's noise meets all alike. Every other round goes through them backwards.
 */
export async function race(context: BenchmarkContext, options: RaceOptions): Promise<Results> {
  const { contenders, loads, loadOf = (_contender, load) => load, fresh = false } = options;
  const rounds = context.quick ? 2 : options.rounds;
  const warmUps = context.quick || fresh ? 0 : (options.warmUps ?? 1);
  const open = new Map<string, ContenderHandle>();
  const measured = new Map<string, Measured[]>();

  const roundOf = async (name: string, source: ContenderSource, load: object): Promise<Measured> => {
    const handle = open.get(name) ?? (await ContenderHandle.open(source, context, name));
    if (!fresh) open.set(name, handle);
    const result = await handle.round(loadOf(name, load));
    if (fresh) await handle.end();
    return result;
  };

  const forwards = Object.entries(contenders);
  const backwards = forwards.toReversed();
  for (let pass = -warmUps; pass < rounds; pass++) {
    for (const [loadName, load] of Object.entries(loads)) {
      for (const [name, source] of pass % 2 === 0 ? forwards : backwards) {
        const result = await roundOf(name, source, load);
        if (pass < 0) continue;
        const key = keyOf(name, loadName);
        measured.set(key, [...(measured.get(key) ?? []), result]);
      }
    }
  }
  await Promise.all([...open.values()].map((handle) => handle.end()));

  return (contender, load, what) => {
    const results = measured.get(keyOf(contender, load));
    if (results === undefined) throw new Error(`no contender "${contender}" ran under "${load}"`);
    return results.map((result) => {
      const value = result[what];
      if (value === undefined) throw new Error(`${contender} did not measure "${what}"`);
      return value;
    });
  };
}

/**
 * One race after another, each with processes of its own, and of each the lower quartile of its rounds. For what is
 * small beside the noise: rounds of one process differ by what disturbs them, and processes by how they were compiled.
 */
export async function raceAnew(context: BenchmarkContext, races: number, options: RaceOptions): Promise<Results> {
  const all: Results[] = [];
  for (let done = 0; done < (context.quick ? 1 : races); done++) all.push(await race(context, options));
  return (contender, load, what) => all.map((results) => lowerQuartile(results(contender, load, what)));
}

function keyOf(contender: string, load: string): string {
  return `${contender} | ${load}`;
}
