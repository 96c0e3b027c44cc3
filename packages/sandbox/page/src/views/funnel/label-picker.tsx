import { useTexts } from "../../i18n/language.tsx";
import { FUNNEL_TEXTS } from "./funnel-texts.ts";

interface LabelPickerProps {
  /** Those of the period. */
  labels: readonly string[];
  value: string | null;
  onChange(label: string | null): void;
}

/** The label that each step is broken down by. */
export function LabelPicker({ labels, value, onChange }: LabelPickerProps) {
  const texts = useTexts(FUNNEL_TEXTS);
  const known = value === null || labels.includes(value) ? labels : [value, ...labels];
  if (known.length === 0) return null;
  return (
    <label class="label-picker">
      <span class="muted">{texts.slice}</span>
      <select
        class="select"
        value={value ?? ""}
        onChange={({ currentTarget: { value: chosen } }) => onChange(chosen === "" ? null : chosen)}
      >
        <option value="">{texts.noSlice}</option>
        {known.map((label) => (
          <option key={label} value={label}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
