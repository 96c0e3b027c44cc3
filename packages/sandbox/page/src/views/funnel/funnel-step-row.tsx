import type { FunnelStep } from "#wire/funnel";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { FUNNEL_TEXTS } from "./funnel-texts.ts";
import { PeopleBar } from "./people-bar.tsx";
import { ResultBar } from "./result-bar.tsx";
import { SliceTable } from "./slice-table.tsx";
import { StepFacts } from "./step-facts.tsx";

interface FunnelStepRowProps {
  step: FunnelStep;
  /** Whom the step is measured against. */
  started: number;
  most: number;
  label: string | null;
}

export function FunnelStepRow({ step, started, most, label }: FunnelStepRowProps) {
  const texts = useTexts(FUNNEL_TEXTS);
  const formats = useFormats();
  return (
    <li class="funnel-step">
      <div class="funnel-figures">
        <div>
          <div class="step-head">
            <h2 dir="auto">{step.eventType}</h2>
            <p class="step-people">
              <strong>{texts.peopleCount(step.people, formats.number(step.people))}</strong>
              {started > 0 && (
                <>
                  {" "}
                  <span class="step-share">{formats.percent(step.people / started)}</span>{" "}
                  <span class="visually-hidden">{texts.ofStarted}</span>
                </>
              )}
            </p>
          </div>
          <PeopleBar people={step.people} most={most} />
          <StepFacts step={step} />
        </div>
        <ResultBar figures={step} />
      </div>
      {label !== null && <SliceTable step={step} label={label} />}
    </li>
  );
}
