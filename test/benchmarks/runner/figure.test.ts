import { expect, test } from "vitest";
import type { BenchmarkResult } from "./benchmark.ts";
import { atLeast, comparedAtMost, toFigure, type Unit } from "./figure.ts";
import { renderPage } from "./render-page.ts";
import { renderText } from "./render-text.ts";
import { lowerQuartile } from "./spread.ts";

const MACHINE = {
  date: "2026-11-21",
  processor: "Some processor",
  cores: 2,
  memoryGb: 24,
  system: "linux",
  versions: { node: "26.10.0" },
};

const HEAD = { title: "Results", command: "bench --write" };

/** The third round met a busy machine. */
const OURS = [100, 110, 900];
const PEER = [1_000, 1_000, 9_000];

test("a figure is compared with its peer round by round, so that a busy moment of both falls out", () => {
  const { beside } = toFigure({ name: "one event", unit: "ns", ours: OURS, beside: { name: "peer", values: PEER } });
  expect(beside?.comparison).toEqual({ median: 0.1, min: 0.1, max: 0.11 });
  const by = toFigure({
    name: "one event",
    unit: "ns",
    ours: OURS,
    beside: { name: "peer", values: PEER, by: "difference" },
  });
  expect(by.beside?.comparison).toEqual({ median: -900, min: -8_100, max: -890 });
});

test("the median decides whether a goal is met", () => {
  const beside = { name: "peer", values: PEER };
  const goalOf = (limit: number) =>
    toFigure({ name: "one", unit: "ns", ours: OURS, beside, goal: comparedAtMost(limit) });
  expect(goalOf(0.1).goal?.met).toBe(true);
  expect(goalOf(0.09).goal?.met).toBe(false);
  expect(toFigure({ name: "two", unit: "per s", ours: OURS, goal: atLeast(110) }).goal?.met).toBe(true);
  expect(toFigure({ name: "two", unit: "per s", ours: OURS, goal: atLeast(111) }).goal?.met).toBe(false);
});

test("a goal for a comparison is refused where nothing stands beside the figure", () => {
  expect(() => toFigure({ name: "one", unit: "ns", ours: OURS, goal: comparedAtMost(1) })).toThrow("nothing beside it");
});

test("rounds that cannot be paired are refused", () => {
  expect(() => toFigure({ name: "one", unit: "ns", ours: OURS, beside: { name: "peer", values: [1] } })).toThrow(
    "3 rounds beside 1",
  );
});

test("table and page show figure, peer, ratio with its spread, goal and whether it is met, and what failed", () => {
  const results: BenchmarkResult[] = [
    {
      name: "recording/cpu",
      about: "what one event costs",
      tookMs: 60_000,
      figures: [
        toFigure({
          name: "memory",
          unit: "ns",
          ours: [1_500],
          beside: { name: "peer", values: [3_000] },
          goal: comparedAtMost(0.2),
        }),
        toFigure({ name: "disk", unit: "B", ours: [190, 210, 200] }),
      ],
    },
    { name: "package/size", about: "bytes", tookMs: 1, figures: [], error: "it did not compile\nat line 3" },
  ];
  const text = renderText(results);
  expect(text).toMatch(/memory +1\.5 µs +peer 3 µs +0\.5× +≤ 0\.2× +MISSED/);
  expect(text).toMatch(/disk +200 B \(190 B to 210 B\)\n/);
  expect(text).toContain("FAILED: it did not compile");
  expect(text).toMatch(/0 of 1 goals met, 1 benchmarks FAILED$/);
  const page = renderPage(HEAD, results, MACHINE);
  expect(page).toContain("| memory | 1.5 µs | peer 3 µs | 0.5× | ≤ 0.2× | MISSED |");
  expect(page).toContain("2026-11-21, 2 cores (Some processor), 24 GB, linux. node 26.10.0.");
  expect(page).toContain("Failed: it did not compile");
});

test("of what rounds took, a quarter is less than the lower quartile, and what disturbed the others changes nothing", () => {
  expect(lowerQuartile([5, 4, 9_000, 3, 7, 1, 2, 6, 8])).toBe(3);
  expect(lowerQuartile([5])).toBe(5);
  expect(() => lowerQuartile([])).toThrow("no round");
});

test("what is measured at several sizes is a row with a column for each size", () => {
  const at = (name: string, unit: Unit) => [
    toFigure({ name, size: 1_000, unit, ours: [1_500] }),
    toFigure({
      name,
      size: 1_000_000,
      unit,
      ours: [2_000, 9_000, 1_900],
      beside: { name: "1,000:", values: [1, 1, 1] },
    }),
  ];
  const results: BenchmarkResult[] = [
    { name: "scale/sqlite", about: "a backlog", tookMs: 1, figures: [...at("recording", "ns"), ...at("on disk", "B")] },
  ];
  const page = renderPage({ title: "How cost grows", command: "bench scale --write" }, results, MACHINE);
  expect(page).toContain("# How cost grows\n\nWritten by `npx -y pnpm@12 bench scale --write`");
  expect(page).toContain(
    "| figure | 1,000 | 1,000,000 |\n| --- | --- | --- |\n| recording | 1.5 µs | 2 µs |\n| on disk | 1500 B | 2000 B |",
  );
  expect(renderText(results)).toMatch(/recording, 1,000,000 +2 µs +1,000: 1 ns/);
});
