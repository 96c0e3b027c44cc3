import { onOneLine } from "@bot-tracker/core/outbox-kit";

export interface Column {
  title: string;
  align?: "left" | "right";
}

/** A table of plain text, each row one line. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => row.map(onOneLine))];
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => lengthOf(cells[index] ?? ""))));
  return lines
    .map((cells) =>
      columns
        .map(({ align = "left" }, index) => {
          const cell = cells[index] ?? "";
          const gap = " ".repeat((widths[index] ?? 0) - lengthOf(cell));
          return align === "left" ? cell + gap : gap + cell;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** In characters, not in UTF-16 units. */
function lengthOf(text: string): number {
  return [...text].length;
}
