import { useMadeUp } from "../api/made-up.tsx";
import { useTexts } from "../i18n/language.tsx";
import type { MadeUpColumn } from "./chart-csv.ts";
import { CHART_TEXTS } from "./chart-texts.ts";
import type { TimeAxis } from "./time-axis.ts";

/** Which buckets hold something of a made-up history; undefined where there is none. */
export function useMadeUpColumn({ starts }: TimeAxis): MadeUpColumn | undefined {
  const texts = useTexts(CHART_TEXTS);
  const madeUp = useMadeUp();
  if (madeUp === null) return undefined;
  const { fromMs, toMs } = madeUp;
  const holds = (index: number) => (starts[index] ?? Infinity) <= toMs && (starts[index + 1] ?? Infinity) > fromMs;
  return { title: texts.madeUp, cellOf: (index) => (holds(index) ? texts.yes : "") };
}
