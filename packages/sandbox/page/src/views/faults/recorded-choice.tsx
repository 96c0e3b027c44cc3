import { useId } from "preact/hooks";
import { useTexts } from "../../i18n/language.tsx";
import { FAULTS_TEXTS } from "./faults-texts.ts";

/** Whether a request that meets the fault counts for the service: it decides whether a resend is correct. */
export function RecordedChoice({ recorded, onChange }: { recorded: boolean; onChange(recorded: boolean): void }) {
  const texts = useTexts(FAULTS_TEXTS);
  const id = useId();
  const choices = [
    { value: false, text: texts.recordedNo, hint: texts.recordedNoHint },
    { value: true, text: texts.recordedYes, hint: texts.recordedYesHint },
  ];
  return (
    <fieldset class="recorded">
      <legend>{texts.recorded}</legend>
      {choices.map(({ value, text, hint }) => (
        <label key={String(value)}>
          <input
            type="radio"
            name={id}
            checked={recorded === value}
            aria-describedby={`${id}-${value}`}
            onChange={() => onChange(value)}
          />
          <span>
            {text}
            <span id={`${id}-${value}`} class="hint muted">
              {hint}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
