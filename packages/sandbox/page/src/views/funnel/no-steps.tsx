import { useTexts } from "../../i18n/language.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { FUNNEL_TEXTS } from "./funnel-texts.ts";

const LINE = `ctx.tracker.trackEvent("sale", { amount: 1500, result: "success" })`;

/** What to write in a bot to have a funnel. */
export function NoSteps() {
  const texts = useTexts(FUNNEL_TEXTS);
  return (
    <section class="card empty no-steps">
      <h2>{texts.emptyTitle}</h2>
      <p>{texts.emptyText}</p>
      <div class="row no-steps-line">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a line longer than the window is scrolled by the keyboard */}
        <pre class="code" tabIndex={0}>
          {LINE}
        </pre>
        <CopyButton text={LINE} label={texts.copyLine} />
      </div>
      <dl class="no-steps-terms">
        <dt>
          <code>amount</code>
        </dt>
        <dd>{texts.amountMeans}</dd>
        <dt>
          <code>result</code>
        </dt>
        <dd>{texts.resultMeans}</dd>
        <dt>{texts.restName}</dt>
        <dd>{texts.restMeans}</dd>
      </dl>
      <p class="muted">{texts.emptyPeriod}</p>
    </section>
  );
}
