import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark, BenchmarkResult } from "./benchmark.ts";
import type { Figure } from "./figure.ts";

export interface RunOptions {
  quick: boolean;
  profileFolder: string | undefined;
}

/** Runs one benchmark and ends whatever it started. Never rejects: one that fails does not cost the others. */
export async function runBenchmark({ name, about, run }: Benchmark, options: RunOptions): Promise<BenchmarkResult> {
  const folder = mkdtempSync(join(tmpdir(), "bot-tracker-bench-"));
  const atEnd: (() => unknown)[] = [];
  const beganMs = performance.now();
  let figures: readonly Figure[] = [];
  let error: string | undefined;
  const end = async (): Promise<void> => {
    for (let task = atEnd.pop(); task !== undefined; task = atEnd.pop()) await task();
    rmSync(folder, { recursive: true, force: true });
  };
  // Ended from outside, it is not to leave its processes and its folder behind.
  const interrupted = (): void => void end().finally(() => process.exit(130));
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  try {
    figures = await run({ ...options, folder, onEnd: (task) => void atEnd.push(task) });
  } catch (failure) {
    error = failure instanceof Error ? failure.message : String(failure);
  } finally {
    await end();
    process.off("SIGINT", interrupted);
    process.off("SIGTERM", interrupted);
  }
  return { name, about, tookMs: performance.now() - beganMs, figures, ...(error !== undefined && { error }) };
}
