import { useTexts } from "../../i18n/language.tsx";
import { OVERVIEW_TEXTS } from "./overview-texts.ts";
import { SPLITS, type SplitBy } from "./use-series-question.ts";

interface SplitPickerProps {
  value: SplitBy | undefined;
  onChange(value: SplitBy | undefined): void;
}

/** What the uses are split by. */
export function SplitPicker({ value, onChange }: SplitPickerProps) {
  const texts = useTexts(OVERVIEW_TEXTS);
  return (
    <label class="split-picker">
      <span class="muted">{texts.split}</span>
      <select
        class="select"
        value={value ?? ""}
        onChange={(event) => onChange(SPLITS.find((each) => each === event.currentTarget.value))}
      >
        <option value="">{texts.noSplit}</option>
        {SPLITS.map((split) => (
          <option key={split} value={split}>
            {texts[split]}
          </option>
        ))}
      </select>
    </label>
  );
}
