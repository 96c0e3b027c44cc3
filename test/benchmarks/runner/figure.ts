import { pairwise, type Spread, spreadOf } from "./spread.ts";

/** What a figure counts. `ns` are shown as µs or ms where they are many. */
export type Unit = "ns" | "ms" | "B" | "per s" | "%" | "times" | "count";

/** What a figure, or its ratio to or difference from what stands beside it, is to reach. The median decides. */
export interface Goal {
  of: "value" | "comparison";
  kind: "at-most" | "at-least";
  limit: number;
}

/** One line of the table. */
export interface Figure {
  name: string;
  /** At which size, where the same is measured at several of them. */
  size?: number;
  unit: Unit;
  ours: Spread;
  /** What was measured in the same rounds. `comparison` is made round by round. */
  beside?: { name: string; value: Spread; by: "ratio" | "difference"; comparison: Spread };
  goal?: Goal & { met: boolean };
}

export interface FigureParts {
  name: string;
  size?: number;
  unit: Unit;
  /** One per round. */
  ours: readonly number[];
  beside?: { name: string; values: readonly number[]; by?: "ratio" | "difference" };
  goal?: Goal;
}

export function toFigure({ name, size, unit, ours, beside, goal }: FigureParts): Figure {
  const figure: Figure = { name, ...(size !== undefined && { size }), unit, ours: spreadOf(ours) };
  if (beside !== undefined) {
    const by = beside.by ?? "ratio";
    const combine =
      by === "ratio" ? (our: number, other: number) => our / other : (our: number, other: number) => our - other;
    const comparison = spreadOf(pairwise(ours, beside.values, combine));
    figure.beside = { name: beside.name, value: spreadOf(beside.values), by, comparison };
  }
  if (goal === undefined) return figure;
  const judged = goal.of === "value" ? figure.ours : figure.beside?.comparison;
  if (judged === undefined) throw new Error(`${name}: a goal for a comparison, and nothing beside it`);
  const met = goal.kind === "at-most" ? judged.median <= goal.limit : judged.median >= goal.limit;
  return { ...figure, goal: { ...goal, met } };
}

export const atMost = (limit: number): Goal => ({ of: "value", kind: "at-most", limit });
export const atLeast = (limit: number): Goal => ({ of: "value", kind: "at-least", limit });
/** Of the ratio or the difference. */
export const comparedAtMost = (limit: number): Goal => ({ of: "comparison", kind: "at-most", limit });
export const comparedAtLeast = (limit: number): Goal => ({ of: "comparison", kind: "at-least", limit });
