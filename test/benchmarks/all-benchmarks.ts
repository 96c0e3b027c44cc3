import { recordingCpu } from "./recording/cpu.ts";
import { recordingMemory } from "./recording/memory.ts";
import type { Benchmark } from "./runner/benchmark.ts";

/** All of them, in the order of the table. */
export const BENCHMARKS: readonly Benchmark[] = [recordingCpu, recordingMemory];
