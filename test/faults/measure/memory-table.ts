import { textTable } from "../../../examples/demo/src/report/text-table.ts";
import type { MemoryPoint } from "../cases/memory-curve.ts";

export function memoryTable(curve: readonly MemoryPoint[]): string {
  const titles = ["updates", "heap MB", "RSS MB", "waiting", "overflow"];
  const rows = curve.map(({ updates, heapBytes, rssBytes, pending, overflow }) =>
    [updates, megabytes(heapBytes), megabytes(rssBytes), pending, overflow].map(String),
  );
  return textTable(
    titles.map((title) => ({ title, align: "right" })),
    rows,
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
