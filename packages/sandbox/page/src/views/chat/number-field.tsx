import { useId } from "preact/hooks";

interface NumberFieldProps {
  label: string;
  value: number;
  max: number;
  onInput(value: number): void;
}

/** An integer from 1. The browser says what is wrong with any other. */
export function NumberField({ label, value, max, onInput }: NumberFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        type="number"
        required
        min={1}
        max={max}
        step={1}
        value={value}
        onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
