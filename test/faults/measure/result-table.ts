import { type Column, textTable } from "../../../examples/demo/src/report/text-table.ts";
import type { Tally } from "./tally.ts";

/** One line of the table of all cases. */
export interface Result {
  name: string;
  /** Undefined: it could not be tried here. */
  tally: Tally | undefined;
  /** What else there is to say. */
  note: string;
  /** What was not kept to. */
  broken: readonly string[];
  tookMs: number;
}

const COLUMNS: readonly Column[] = [
  { title: "case", align: "left" },
  { title: "accepted", align: "right" },
  { title: "delivered", align: "right" },
  { title: "starts", align: "right" },
  { title: "doubled", align: "right" },
  { title: "ambiguous", align: "right" },
  { title: "lost", align: "right" },
  { title: "429s", align: "right" },
  { title: "busiest windows", align: "left" },
  { title: "seconds", align: "right" },
  { title: "", align: "left" },
];

export function resultTable(results: readonly Result[]): string {
  return textTable(COLUMNS, results.map(rowOf));
}

function rowOf({ name, tally, note, broken, tookMs }: Result): string[] {
  if (tally === undefined) return [name, "", "", "", "", "", "", "", "", "", `skipped: ${note}`];
  return [
    name,
    String(tally.accepted),
    String(tally.delivered),
    `${tally.startsDelivered}/${tally.startsTold}`,
    String(tally.doubled),
    String(tally.ambiguous),
    String(tally.lost.length),
    String(tally.tooMany),
    tally.windows.map(({ most, window }) => `${most}/${window.limit}`).join(" "),
    (tookMs / 1_000).toFixed(1),
    broken.length === 0 ? `ok ${note}`.trim() : `BROKEN: ${broken.join("; ")}`,
  ];
}
