import type { FunnelFigures } from "#wire/funnel";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { FUNNEL_TEXTS } from "./funnel-texts.ts";

const RESULTS = ["noResult", "inProgress", "success", "failure"] as const;

/** How the events of a step ended: their shares as a bar, and below it the numbers. */
export function ResultBar({ figures }: { figures: FunnelFigures }) {
  const texts = useTexts(FUNNEL_TEXTS);
  const formats = useFormats();
  return (
    <div class="results">
      <div class="result-bar" aria-hidden="true">
        {RESULTS.filter((result) => figures[result] > 0).map((result) => (
          <div key={result} class={`result ${result}`} style={{ flexGrow: figures[result] }} />
        ))}
      </div>
      <dl class="result-key">
        {RESULTS.filter((result) => result !== "noResult" || figures.noResult > 0).map((result) => (
          <div key={result}>
            <dt>
              <span class={`result ${result}`} aria-hidden="true" />
              {texts[result]}
            </dt>
            <dd>{formats.number(figures[result])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
