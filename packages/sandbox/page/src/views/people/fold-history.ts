import type { HistoryItem } from "#wire/people";

/** A line of the history: one thing, or a run of mere uses of the bot. */
export type HistoryLine =
  | { kind: "item"; item: HistoryItem }
  /** `id` is the first one's: it stays while the run grows. */
  | { kind: "uses"; id: number; count: number; firstAt: number; lastAt: number };

export interface HistoryDay {
  day: string;
  lines: HistoryLine[];
}

/** The name under which the tracker reports whatever somebody does. */
const MERE_USE = "common";

/** Newest first as it came, by day; uses that say nothing more stand together with their number. */
export function foldHistory(items: readonly HistoryItem[], dayOf: (ms: number) => string): HistoryDay[] {
  const days: HistoryDay[] = [];
  for (const item of items) {
    const day = dayOf(item.at);
    let last = days.at(-1);
    if (last?.day !== day) {
      last = { day, lines: [] };
      days.push(last);
    }
    addLine(last.lines, item);
  }
  return days;
}

function addLine(lines: HistoryLine[], item: HistoryItem): void {
  if (item.kind !== "use" || item.name !== MERE_USE || item.params.some((param) => param !== null)) {
    lines.push({ kind: "item", item });
    return;
  }
  const before = lines.at(-1);
  if (before?.kind === "uses") {
    before.id = item.id;
    before.count += 1;
    before.firstAt = item.at;
  } else {
    lines.push({ kind: "uses", id: item.id, count: 1, firstAt: item.at, lastAt: item.at });
  }
}
