import type { FunnelReply } from "#wire/funnel";
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
import "./funnel.css";
import { FunnelSteps } from "./funnel-steps.tsx";
import { FUNNEL_TEXTS } from "./funnel-texts.ts";
import { LabelPicker } from "./label-picker.tsx";
import { NoSteps } from "./no-steps.tsx";
import type { StepOrder } from "./step-order.ts";

export function FunnelView() {
  const title = useViewTitle("funnel");
  const status = useStatus().reply;
  const isEmpty = status?.requests === 0 && status.madeUp === null;
  return (
    <>
      <ViewHead title={title} />
      {isEmpty ? <StartHere /> : <Funnel />}
    </>
  );
}

function Funnel() {
  const texts = useTexts(FUNNEL_TEXTS);
  const { query, set } = usePageLocation();
  const periodState = usePeriod("30d");
  const { period } = periodState;
  const label = query.get("label");
  const order: StepOrder = query.get("order") === "time" ? "time" : "people";
  const loaded = useReply<FunnelReply>(
    period === undefined
      ? null
      : pathWith("/api/page/funnel", { key: query.get("key"), from: period.fromMs, to: period.toMs, label }),
  );
  const steps = loaded.reply?.steps.length ?? 0;
  return (
    <div class="stack">
      <MadeUpNote />
      <MixedMoney />
      <div class="row spread funnel-controls">
        <PeriodPicker state={periodState} />
        {steps > 0 && (
          <div class="row">
            <LabelPicker
              labels={loaded.reply?.labels ?? []}
              value={label}
              onChange={(chosen) => set({ label: chosen })}
            />
            <Segmented
              label={texts.order}
              value={order}
              options={[
                { value: "people", text: texts.byPeople },
                { value: "time", text: texts.byTime },
              ]}
              onChange={(chosen) => set({ order: chosen === "time" ? chosen : null })}
            />
          </div>
        )}
      </div>
      {(periodState.mistake === undefined || loaded.reply !== undefined) && (
        <LoadedView of={loaded}>
          {(reply) =>
            reply.steps.length === 0 ? <NoSteps /> : <FunnelSteps reply={reply} order={order} label={label} />
          }
        </LoadedView>
      )}
    </div>
  );
}
