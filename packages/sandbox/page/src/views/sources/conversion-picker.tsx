import type { GoalRow } from "#wire/sources";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { ANY_CONVERSION, type ConversionState, isAny, toggled } from "./conversion-choice.ts";
import "./conversion-picker.css";
import { SOURCES_TEXTS } from "./sources-texts.ts";

interface ConversionPickerProps {
  state: ConversionState;
  /** Those reached in the period. */
  goals: readonly GoalRow[];
  sales: number;
}

/** What counts as a conversion: anything, or some of the goals and sales that there were. */
export function ConversionPicker({ state: { choice, choose }, goals, sales }: ConversionPickerProps) {
  const texts = useTexts(SOURCES_TEXTS);
  const formats = useFormats();
  // What was chosen stays to be taken out, though nobody reached it in this period.
  const absent = choice.goals.filter((name) => goals.every((goal) => goal.name !== name));
  const offered = [...goals, ...absent.map((name) => ({ name, reached: 0 }))];
  return (
    <details class="conversion-picker">
      <summary class="button">
        <span class="muted">{texts.converts}</span>{" "}
        <span class="conversion-chosen">
          {isAny(choice) ? texts.anything : [...choice.goals, ...(choice.sale ? [texts.aSale] : [])].join(", ")}
        </span>
      </summary>
      <fieldset class="card conversion-choices">
        <legend class="visually-hidden">{texts.converts}</legend>
        <label>
          <input type="radio" checked={isAny(choice)} onChange={() => choose(ANY_CONVERSION)} />
          <span>{texts.anything}</span>
        </label>
        <label>
          <input type="checkbox" checked={choice.sale} onChange={() => choose(toggled(choice, "sale"))} />
          <span>{texts.aSale}</span>
          <span class="number muted">{formats.number(sales)}</span>
        </label>
        {offered.map(({ name, reached }) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={choice.goals.includes(name)}
              onChange={() => choose(toggled(choice, { goal: name }))}
            />
            <span dir="auto">{name}</span>
            <span class="number muted">{formats.number(reached)}</span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}
