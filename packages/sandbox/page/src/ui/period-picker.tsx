import { useId } from "preact/hooks";
import { useTexts } from "../i18n/language.tsx";
import "./period-picker.css";
import type { PeriodChoice } from "./period.ts";
import { PERIOD_TEXTS } from "./period-texts.ts";
import { Segmented } from "./segmented.tsx";
import type { PeriodState } from "./use-period.ts";

const CHOICES: readonly PeriodChoice[] = ["24h", "7d", "30d", "own"];

/** The time that figures are shown for: the last hours or days, or custom dates. `usePeriod` gives its state. */
export function PeriodPicker({ state: { choice, mistake, days, choose, setDays } }: { state: PeriodState }) {
  const texts = useTexts(PERIOD_TEXTS);
  const mistakeId = useId();
  const input = (end: "from" | "to") => (
    <label class="field">
      <span>{texts[end]}</span>
      <input
        class="input"
        type="date"
        min="1970-01-02"
        max="9998-12-31"
        value={days[end]}
        aria-invalid={mistake !== undefined}
        aria-describedby={mistake === undefined ? undefined : mistakeId}
        onChange={(event) => setDays({ ...days, [end]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <div class="period-picker">
      <Segmented
        label={texts.period}
        value={choice}
        options={CHOICES.map((value) => ({ value, text: texts[value] }))}
        onChange={choose}
      />
      {choice === "own" && (
        <div class="period-days">
          {input("from")}
          {input("to")}
          {mistake !== undefined && (
            <p class="wrong" id={mistakeId} role="alert">
              {texts[mistake]}
            </p>
          )}
        </div>
      )}
    </div>
  );
}
