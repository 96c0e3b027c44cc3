import type { BenchmarkContext } from "../runner/benchmark.ts";
import type { Measured } from "../runner/contender.ts";
import { ContenderHandle, type ContenderSource } from "../runner/contender-handle.ts";
import { sharedMs } from "./shared-clock.ts";

/** The same contender in several processes, which do the same at the same time. */
export class Fleet {
  readonly handles: readonly ContenderHandle[];

  private constructor(handles: readonly ContenderHandle[]) {
    this.handles = handles;
  }

  static async open(source: ContenderSource, processes: number, context: BenchmarkContext): Promise<Fleet> {
    const opened = Array.from({ length: processes }, (_none, index) =>
      ContenderHandle.open(source, context, `${source.name} ${index + 1}`),
    );
    return new Fleet(await Promise.all(opened));
  }

  /** Has the first `processes` of them do a step. */
  step(processes: number, load: object): Promise<Measured[]> {
    return Promise.all(this.handles.slice(0, processes).map((handle) => handle.round(load)));
  }

  /** A step that begins at one moment: `beginAtMs` is added to the load, late enough for all of them to have it. */
  stepTogether(processes: number, load: object): Promise<Measured[]> {
    const beginAtMs = sharedMs() + 50 + 15 * processes;
    return this.step(processes, { ...load, beginAtMs });
  }
}
