import type { FunnelReply } from "#wire/funnel";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { useViewTitle } from "../../i18n/use-view-title.ts";
import { FunnelStepRow } from "./funnel-step-row.tsx";
import { FUNNEL_TEXTS } from "./funnel-texts.ts";
import { PeopleBar } from "./people-bar.tsx";
import { inOrder, type StepOrder } from "./step-order.ts";

interface FunnelStepsProps {
  reply: FunnelReply;
  order: StepOrder;
  label: string | null;
}

/** Who started, and below how many of them got how far. */
export function FunnelSteps({ reply: { started, steps }, order, label }: FunnelStepsProps) {
  const texts = useTexts(FUNNEL_TEXTS);
  const title = useViewTitle("funnel");
  const formats = useFormats();
  // Somebody who started earlier may take a step now, so that a step can have more people than started.
  const most = Math.max(started, ...steps.map(({ people }) => people));
  return (
    <div class="card funnel">
      <div class="funnel-start">
        {/* In the columns of the steps, so that equal lengths are equally many people. */}
        <div class="funnel-figures">
          <div>
            <div class="step-head">
              <h2>{texts.started}</h2>
              <p class="step-people">
                <strong>{texts.peopleCount(started, formats.number(started))}</strong>
              </p>
            </div>
            <PeopleBar people={started} most={most} isStart />
          </div>
        </div>
        <p class="muted hint">{texts.startedHint}</p>
      </div>
      <ol aria-label={title}>
        {inOrder(steps, order).map((step) => (
          <FunnelStepRow key={step.eventType} step={step} started={started} most={most} label={label} />
        ))}
      </ol>
    </div>
  );
}
