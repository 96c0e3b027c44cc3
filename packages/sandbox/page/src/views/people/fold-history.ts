import type { HistoryItem } from "#wire/people";

/** A line of the history: one thing, or a run of mere uses of the bot. */
export type HistoryLine =
  /** `twin` is the same deed as another service was told of it. */
  | { kind: "item"; item: HistoryItem; twin: HistoryItem | undefined }
  /** `id` is the first one's: it stays while the run grows. */
  | { kind: "uses"; id: number; count: number; firstAt: number; lastAt: number };

export interface HistoryDay {
  day: string;
  lines: HistoryLine[];
}

/** The name under which the tracker reports whatever somebody does. */
const MERE_USE = "common";

/** Two services are told of one deed in two requests, each of which may have to wait for its own limits. */
const TWIN_MS = 5 * 60_000;

/**
 * Newest first as it came, by day. What two services were told of stands once, and uses that say nothing more stand
 * together with their number.
 */
export function foldHistory(items: readonly HistoryItem[], dayOf: (ms: number) => string): HistoryDay[] {
  const twins = twinsOf(items);
  const paired = new Set(twins.values());
  const days: HistoryDay[] = [];
  for (const item of items) {
    if (paired.has(item)) continue;
    const day = dayOf(item.at);
    let last = days.at(-1);
    if (last?.day !== day) {
      last = { day, lines: [] };
      days.push(last);
    }
    addLine(last.lines, item, twins.get(item));
  }
  return days;
}

/** For what TGTrack was told of, the use of the same name that stands for it: the nearest pairs first, each once. */
function twinsOf(items: readonly HistoryItem[]): Map<HistoryItem, HistoryItem> {
  const uses = Map.groupBy(
    items.filter(({ kind }) => kind === "use"),
    deedOf,
  );
  const deeds = items.filter(({ kind }) => kind !== "use" && kind !== "goal");
  const pairs = deeds
    .flatMap((deed) =>
      (uses.get(deedOf(deed)) ?? []).map((use) => ({ deed, use, apartMs: Math.abs(use.at - deed.at) })),
    )
    .filter(({ apartMs }) => apartMs <= TWIN_MS)
    .sort((one, other) => one.apartMs - other.apartMs);
  const twins = new Map<HistoryItem, HistoryItem>();
  const taken = new Set<HistoryItem>();
  for (const { deed, use } of pairs) {
    if (twins.has(deed) || taken.has(use)) continue;
    taken.add(use);
    twins.set(deed, use);
  }
  return twins;
}

/** What a deed is called at HowUsedBot. */
function deedOf({ kind, name }: HistoryItem): string {
  return kind === "start" || kind === "stop" ? kind : name;
}

function addLine(lines: HistoryLine[], item: HistoryItem, twin: HistoryItem | undefined): void {
  if (item.kind !== "use" || item.name !== MERE_USE || item.params.some((param) => param !== null)) {
    lines.push({ kind: "item", item, twin });
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
