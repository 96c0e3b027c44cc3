import type { Figure, Unit } from "./figure.ts";
import type { Spread } from "./spread.ts";

/** A value with its unit, to three digits. */
export function shown(value: number, unit: Unit): string {
  switch (unit) {
    case "ns":
      if (Math.abs(value) < 1_000) return `${Math.round(value)} ns`;
      if (Math.abs(value) < 1_000_000) return `${digits(value / 1_000)} µs`;
      return `${digits(value / 1_000_000)} ms`;
    case "ms":
      return `${digits(value)} ms`;
    case "B":
      if (Math.abs(value) < 10_000) return `${Math.round(value)} B`;
      if (Math.abs(value) < 1_000_000) return `${digits(value / 1_000)} kB`;
      return `${digits(value / 1_000_000)} MB`;
    case "per s":
      return `${grouped(Math.round(value))} per s`;
    case "%":
      return `${digits(value)} %`;
    case "times":
      return `${digits(value)}×`;
    case "count":
      return grouped(Math.round(value * 100) / 100);
  }
}

/** How a figure compares with what stands beside it: `0.21 (0.18 to 0.25)`. */
export function comparisonShown({ unit, beside }: Figure): string {
  if (beside === undefined) return "";
  const { by, comparison } = beside;
  const one = (value: number): string =>
    by === "ratio" ? `${digits(value)}×` : `${value < 0 ? "" : "+"}${shown(value, unit)}`;
  return spreadShown(comparison, one);
}

export function spreadShown({ median, min, max }: Spread, one: (value: number) => string): string {
  return min === max ? one(median) : `${one(median)} (${one(min)} to ${one(max)})`;
}

export function goalShown({ unit, beside, goal }: Figure): string {
  if (goal === undefined) return "";
  const sign = goal.kind === "at-most" ? "≤" : "≥";
  if (goal.of === "value") return `${sign} ${shown(goal.limit, unit)}`;
  return beside?.by === "difference" ? `${sign} +${shown(goal.limit, unit)}` : `${sign} ${digits(goal.limit)}×`;
}

function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return grouped(Math.round(value));
  return String(Number(value.toFixed(size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 3)));
}

export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
