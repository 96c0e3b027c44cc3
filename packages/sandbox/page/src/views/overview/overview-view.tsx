import type { OverviewReply, SeriesReply } from "#wire/overview";
import { pathWith } from "../../api/fetch-json.ts";
import { useStatus } from "../../api/status.tsx";
import { useReply } from "../../api/use-reply.ts";
import { useTexts } from "../../i18n/language.tsx";
import { useViewTitle } from "../../i18n/use-view-title.ts";
import { usePageLocation } from "../../location/location.tsx";
import { LoadedView } from "../../ui/loaded-view.tsx";
import { MadeUpNote } from "../../ui/made-up-note.tsx";
import { MixedMoney } from "../../ui/mixed-money.tsx";
import { PeriodPicker } from "../../ui/period-picker.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { StartHere } from "../../ui/start-here.tsx";
import { usePeriod } from "../../ui/use-period.ts";
import { ViewHead } from "../../ui/view-head.tsx";
import { DayCard } from "./day-card.tsx";
import "./overview.css";
import { OverviewCharts } from "./overview-charts.tsx";
import { OVERVIEW_TEXTS } from "./overview-texts.ts";
import { useSeriesQuestion } from "./use-series-question.ts";

export function OverviewView() {
  const title = useViewTitle("overview");
  const status = useStatus().reply;
  const isEmpty = status?.requests === 0 && status.madeUp === null;
  return (
    <>
      <ViewHead title={title} />
      {isEmpty ? <StartHere /> : <Figures nowMs={status?.nowMs} />}
    </>
  );
}

function Figures({ nowMs }: { nowMs: number | undefined }) {
  const texts = useTexts(OVERVIEW_TEXTS);
  const { query } = usePageLocation();
  const periodState = usePeriod();
  const { period } = periodState;
  const question = useSeriesQuestion(period);
  const tz = period?.tzMinutes ?? -new Date().getTimezoneOffset();
  const days = useReply<OverviewReply>(pathWith("/api/page/overview", { key: query.get("key"), tz }));
  const series = useReply<SeriesReply>(question.path);
  return (
    <div class="overview">
      <MadeUpNote />
      <MixedMoney />
      <LoadedView of={days}>{(reply) => <DayCard reply={reply} />}</LoadedView>
      <section class="row spread overview-controls" aria-label={texts.overTime}>
        <PeriodPicker state={periodState} />
        {question.buckets.length > 1 && (
          <Segmented
            label={texts.bucket}
            value={question.bucket}
            options={question.buckets.map((value) => ({ value, text: texts[value] }))}
            onChange={question.setBucket}
          />
        )}
      </section>
      {(periodState.mistake === undefined || series.reply !== undefined) && (
        <LoadedView of={series}>
          {(reply) => <OverviewCharts reply={reply} question={question} tzMinutes={tz} nowMs={nowMs ?? Infinity} />}
        </LoadedView>
      )}
    </div>
  );
}
