import type { Figure } from "./figure.ts";

/** What a benchmark is given. */
export interface BenchmarkContext {
  /** A short run that only shows that everything works; its figures mean nothing. */
  readonly quick: boolean;
  /** An empty folder that goes with the benchmark. */
  readonly folder: string;
  /** Where processes leave their CPU profiles, if they are wanted. */
  readonly profileFolder: string | undefined;
  /** Runs when the benchmark is over, however it ended, the last one first. */
  onEnd(task: () => unknown): void;
}

export interface Benchmark {
  /** `group/name`; the group is the folder that it stands in. */
  readonly name: string;
  /** One line: what is measured. */
  readonly about: string;
  run(context: BenchmarkContext): Promise<readonly Figure[]>;
}

/** What became of a benchmark. */
export interface BenchmarkResult {
  name: string;
  about: string;
  tookMs: number;
  figures: readonly Figure[];
  /** Why there are no figures. */
  error?: string;
}
