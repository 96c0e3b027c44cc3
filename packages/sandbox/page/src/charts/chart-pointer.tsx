import { useEffect, useState } from "preact/hooks";
import type { PointerKeys } from "./use-pointer-keys.ts";

interface ChartPointerProps {
  keys: PointerKeys;
  label: string;
  length: number;
  /** The figures of a bucket in words. */
  wordsOf(index: number): string;
}

/**
 * Lies over a chart and is moved along its axis by keys. A slider, because screen readers leave it the arrow keys and
 * say its value when it moves. What is said stays until the next key: figures that change by themselves would
 * interrupt whoever listens.
 */
export function ChartPointer({ keys, label, length, wordsOf }: ChartPointerProps) {
  const index = keys.index ?? length - 1;
  const [said, setSaid] = useState("");
  useEffect(() => setSaid(wordsOf(index)), [index, keys.index === null, label]);
  return (
    <div
      class="chart-pointer"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={1}
      aria-valuemax={Math.max(1, length)}
      aria-valuenow={index + 1}
      aria-valuetext={said}
      onKeyDown={keys.onKeyDown}
      onFocus={keys.onFocus}
      onBlur={keys.onBlur}
    />
  );
}
