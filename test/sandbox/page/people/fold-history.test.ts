import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldHistory } from "../../../../packages/sandbox/page/src/views/people/fold-history.ts";
import type { HistoryItem } from "../../../../packages/sandbox/src/wire/people.ts";

let lastId = 0;
const item = (kind: HistoryItem["kind"], name: string, at: number): HistoryItem => ({
  ...{ id: ++lastId, at, kind, name, service: kind === "use" ? "howusedbot" : "tgtrack", standing: null, source: null },
  ...{ goal: null, goalPassed: null, result: null, amount: null, params: [], labels: [] },
});
const linesOf = (items: HistoryItem[]) =>
  foldHistory(
    items.toSorted((one, other) => other.at - one.at),
    () => "today",
  ).flatMap(({ lines }) => lines);
const said = (items: HistoryItem[]) =>
  linesOf(items).map((line) =>
    line.kind === "uses" ? `${line.count} uses` : `${line.item.name || line.item.kind}${line.twin ? " twice" : ""}`,
  );

describe("a person's history", () => {
  test("says once what both services were told of", () => {
    const items = [
      ...[
        item("start", "", 0),
        item("use", "start", 2_000),
        item("event", "lesson", 60_000),
        item("use", "lesson", 60_001),
      ],
      ...[
        item("use", "common", 70_000),
        item("use", "common", 71_000),
        item("stop", "", 90_000),
        item("use", "stop", 90_500),
      ],
    ];
    expect(said(items)).toEqual(["stop twice", "2 uses", "lesson twice", "start twice"]);
  });

  test("pairs each deed with one use of its own, the nearest, and none that is far off", () => {
    const items = [
      ...[item("event", "lesson", 0), item("event", "lesson", 60_000), item("use", "lesson", 60_500)],
      ...[item("use", "lesson", 4_000_000), item("use", "menu", 61_000)],
    ];
    expect(said(items)).toEqual(["lesson", "menu", "lesson twice", "lesson"]);
  });

  test("loses nothing: every deed and every use is in one line", () => {
    const kinds = fc.constantFrom<HistoryItem["kind"]>("start", "stop", "event", "use", "goal");
    const drawn = fc.record({
      kind: kinds,
      name: fc.constantFrom("start", "lesson", "common"),
      at: fc.integer({ min: 0, max: 1e6 }),
    });
    fc.assert(
      fc.property(fc.array(drawn), (history) => {
        const items = history.map(({ kind, name, at }) => item(kind, name, at));
        const counted = linesOf(items).reduce(
          (sum, line) => sum + (line.kind === "uses" ? line.count : line.twin === undefined ? 1 : 2),
          0,
        );
        expect(counted).toBe(items.length);
      }),
    );
  });
});
