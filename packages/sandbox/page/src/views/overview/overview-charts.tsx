import { useMemo } from "preact/hooks";
import type { SeriesReply } from "#wire/overview";
import { TimeChart } from "../../charts/time-chart.tsx";
import { useTexts } from "../../i18n/language.tsx";
import { EventFilter } from "./event-filter.tsx";
import { OVERVIEW_TEXTS } from "./overview-texts.ts";
import { SplitPicker } from "./split-picker.tsx";
import { splitSeries } from "./split-series.ts";
import { upToNow } from "./up-to-now.ts";
import type { SeriesQuestion } from "./use-series-question.ts";

interface OverviewChartsProps {
  reply: SeriesReply;
  question: SeriesQuestion;
  tzMinutes: number;
  nowMs: number;
}

/** The same period in five charts: HowUsedBot's two, and what was reported to TGTrack. */
export function OverviewCharts({ reply, question, tzMinutes, nowMs }: OverviewChartsProps) {
  const texts = useTexts(OVERVIEW_TEXTS);
  const past = useMemo(() => upToNow(reply, nowMs), [reply, nowMs]);
  const axis = useMemo(() => ({ bucket: past.bucket, starts: past.buckets, tzMinutes }), [past, tzMinutes]);
  const series = useMemo(() => {
    const one = (
      figure: "people" | "uses" | "starts" | "stops" | "goals" | "revenue" | "refunds",
      look: number,
      below = false,
    ) => ({
      ...{ id: figure, name: texts[figure], values: past[figure], look, below },
    });
    const isSplit = past.split.length > 0;
    return {
      isSplit,
      people: isSplit ? splitSeries(past.split, "people", texts) : [one("people", 0)],
      uses: isSplit ? splitSeries(past.split, "uses", texts) : [one("uses", 2)],
      movement: [one("starts", 0), one("stops", 1, true)],
      goals: [one("goals", 3)],
      // Nothing below the axis where nothing went back.
      revenue: [one("revenue", 6), ...(past.refunds.some((sum) => sum > 0) ? [one("refunds", 1, true)] : [])],
    };
  }, [past, texts]);
  const kind = series.isSplit ? "bars" : "area";
  return (
    <>
      <section class="stack" aria-labelledby="overview-activity">
        <div class="row spread">
          <h2 id="overview-activity">
            {texts.activity} <span class="muted">HowUsedBot</span>
          </h2>
          <div class="row">
            <EventFilter events={reply.events} chosen={question.events} onChange={question.setEvents} />
            <SplitPicker value={question.split} onChange={question.setSplit} />
          </div>
        </div>
        {series.isSplit && <p class="muted split-hint">{texts.splitHint}</p>}
        <div class="chart-pair">
          <TimeChart {...{ title: texts.people, kind, axis, series: series.people, unit: "unique" }} />
          <TimeChart {...{ title: texts.uses, kind, axis, series: series.uses, unit: "count" }} />
        </div>
      </section>
      <section class="stack" aria-labelledby="overview-movement">
        <h2 id="overview-movement">
          {texts.movement} <span class="muted">TGTrack</span>
        </h2>
        <TimeChart {...{ title: texts.startsAndStops, kind: "bars", axis, series: series.movement, unit: "count" }} />
        <div class="chart-pair">
          <TimeChart {...{ title: texts.goals, kind: "bars", axis, series: series.goals, unit: "count" }} />
          <TimeChart {...{ title: texts.revenue, kind: "bars", axis, series: series.revenue, unit: "money" }} />
        </div>
      </section>
    </>
  );
}
