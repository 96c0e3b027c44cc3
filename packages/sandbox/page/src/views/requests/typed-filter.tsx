import type { HTMLAttributes } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

const QUIET_MS = 250;

interface TypedFilterProps {
  label: string;
  value: string;
  placeholder: string;
  class?: string;
  inputMode?: HTMLAttributes<HTMLInputElement>["inputMode"];
  onChange(value: string): void;
}

/** A filter that is typed. It holds once the typing rests for a moment. */
export function TypedFilter({ label, value, placeholder, inputMode, onChange, ...rest }: TypedFilterProps) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  useEffect(() => {
    // The address was changed by something else, such as the button that clears the filters.
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === told.current) return;
    const timer = setTimeout(() => {
      told.current = wanted;
      onChange(wanted);
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label class={`filter ${rest.class ?? ""}`}>
      <span class="visually-hidden">{label}</span>
      <input
        type="search"
        class="input"
        value={typed}
        placeholder={placeholder}
        inputMode={inputMode}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxLength={200}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </label>
  );
}
