import { expect, it } from "vitest";
import { bucketLabels } from "../../../../packages/sandbox/page/src/charts/bucket-labels.ts";
import { chartCsv } from "../../../../packages/sandbox/page/src/charts/chart-csv.ts";

const AXIS = {
  bucket: "hour" as const,
  starts: [Date.UTC(2026, 10, 20, 20), Date.UTC(2026, 10, 20, 21)],
  tzMinutes: 180,
};

function csvOf(name: string): string {
  const series = [{ id: "one", name, values: [1.5, -2], look: 0 }];
  return chartCsv("Hour", series, AXIS.starts.length, bucketLabels(AXIS, "ru-RU"));
}

it("a chart's CSV has a line for each bucket, by the reader's clock, with numbers as programs read them", () => {
  expect(csvOf("Revenue")).toBe("Hour,Revenue\r\n2026-11-20 23:00,1.5\r\n2026-11-21 00:00,-2\r\n");
});

it("a name with a comma or a quote stays one cell of a chart's CSV", () => {
  expect(csvOf('one, "two"')).toContain('Hour,"one, ""two"""\r\n');
});

it("a name that a spreadsheet would run as a formula is text in a chart's CSV", () => {
  expect(csvOf('=HYPERLINK("x")')).toContain(`"'=HYPERLINK(""x"")"`);
});
