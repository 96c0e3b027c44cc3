import type { BenchmarkResult } from "./benchmark.ts";
import type { Figure } from "./figure.ts";
import { comparisonShown, goalShown, grouped, shown, spreadShown } from "./shown.ts";

export const TITLES = ["figure", "ours", "beside it", "compared", "goal", "met"] as const;

/** A figure as the cells of a row. */
export function resultRow(figure: Figure): string[] {
  const { name, size, unit, ours, beside, goal } = figure;
  const one = (value: number): string => shown(value, unit);
  return [
    size === undefined ? name : `${name}, ${grouped(size)}`,
    // With something beside it, the comparison shows the spread.
    beside === undefined ? spreadShown(ours, one) : one(ours.median),
    beside === undefined ? "" : `${beside.name} ${one(beside.value.median)}`,
    comparisonShown(figure),
    goalShown(figure),
    goal === undefined ? "" : goal.met ? "met" : "MISSED",
  ];
}

/** Figures at several sizes as rows with a column for each size: how the same grows. */
export function growthRows(figures: readonly Figure[]): string[][] {
  const sizes = [...new Set(figures.map(({ size }) => size))];
  const rows = new Map<string, string[]>();
  for (const { name, unit, ours } of figures) {
    const row = rows.get(name) ?? [name];
    rows.set(name, [...row, shown(ours.median, unit)]);
  }
  return [["figure", ...sizes.map((size) => grouped(size ?? Number.NaN))], ...rows.values()];
}

/** How many goals there are and how many are met. */
export function tally(results: readonly BenchmarkResult[]): { goals: number; met: number; failed: number } {
  const goals = results.flatMap(({ figures }) => figures.flatMap(({ goal }) => (goal === undefined ? [] : [goal])));
  return {
    goals: goals.length,
    met: goals.filter(({ met }) => met).length,
    failed: results.filter(({ error }) => error !== undefined).length,
  };
}

export function tallyLine(results: readonly BenchmarkResult[]): string {
  const { goals, met, failed } = tally(results);
  return `${met} of ${goals} goals met${failed === 0 ? "" : `, ${failed} benchmarks FAILED`}`;
}
