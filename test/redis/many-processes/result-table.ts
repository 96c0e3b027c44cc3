import { type Column, textTable } from "../../../examples/demo/src/report/text-table.ts";
import type { ScenarioResult } from "./run-scenario.ts";

/** One line of the table. */
export interface Row extends ScenarioResult {
  name: string;
  tookMs: number;
}

const COLUMNS: readonly Column[] = [
  { title: "case", align: "left" },
  { title: "starts", align: "right" },
  { title: "lost", align: "right" },
  { title: "doubled", align: "right" },
  { title: "ambiguous", align: "right" },
  { title: "429s", align: "right" },
  { title: "busiest windows", align: "left" },
  { title: "seconds", align: "right" },
  { title: "", align: "left" },
];

/** With what was not kept to below it. */
export function resultTable(rows: readonly Row[]): string {
  const broken = rows.flatMap(({ name, broken }) => broken.map((sentence) => `${name}: ${sentence}`));
  return [textTable(COLUMNS, rows.map(cellsOf)), ...broken].join("\n");
}

function cellsOf({ name, tally, note, broken, tookMs }: Row): string[] {
  return [
    name,
    String(tally.starts),
    String(tally.lost.length),
    String(tally.doubled),
    String(tally.account.ambiguous),
    String(tally.tooMany),
    tally.windows.map(({ most, window }) => `${most}/${window.limit}`).join(" "),
    (tookMs / 1_000).toFixed(1),
    [broken.length === 0 ? "ok" : "BROKEN", note].filter((word) => word !== "").join(", "),
  ];
}
