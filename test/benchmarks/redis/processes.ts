/** How many processes share a Redis, in the benchmarks that compare that. */
export const PROCESSES: readonly number[] = [1, 2, 4, 8];

export function processesShown(processes: number): string {
  return processes === 1 ? "1 process" : `${processes} processes`;
}
