import type { FunnelStep } from "#wire/funnel";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { FUNNEL_TEXTS } from "./funnel-texts.ts";

/** How often, since when, and for how much. Money is named only where there was any. */
export function StepFacts({ step: { events, firstAt, revenue, refunds } }: { step: FunnelStep }) {
  const texts = useTexts(FUNNEL_TEXTS);
  const formats = useFormats();
  return (
    <dl class="step-facts">
      <div>
        <dt>{texts.events}</dt>
        <dd>{formats.number(events)}</dd>
      </div>
      {revenue > 0 && (
        <div>
          <dt>{texts.revenue}</dt>
          <dd class="step-money">{formats.money(revenue)}</dd>
        </div>
      )}
      {refunds > 0 && (
        <div>
          <dt>{texts.refunds}</dt>
          <dd class="step-money">{formats.money(refunds)}</dd>
        </div>
      )}
      <div>
        <dt>{texts.firstAt}</dt>
        <dd>
          <time dateTime={new Date(firstAt).toISOString()}>{formats.dateTime(firstAt)}</time>
        </dd>
      </div>
    </dl>
  );
}
