import type { Benchmark } from "./benchmark.ts";

/**
 * Those that are asked for, in the order they stand in; without a name, all but the long ones.
 *
 * @throws a TypeError for a name that fits none
 */
export function chooseBenchmarks(
  usual: readonly Benchmark[],
  long: readonly Benchmark[],
  wanted: readonly string[],
): readonly Benchmark[] {
  if (wanted.length === 0) return usual;
  const all = [...usual, ...long];
  for (const name of wanted) {
    if (!all.some((benchmark) => benchmark.name.includes(name))) {
      throw new TypeError(`There is no benchmark "${name}". There are: ${all.map((one) => one.name).join(", ")}`);
    }
  }
  return all.filter((benchmark) => wanted.some((name) => benchmark.name.includes(name)));
}
