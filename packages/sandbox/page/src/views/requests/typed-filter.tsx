import type { HTMLAttributes } from "preact";
import { useTypedText } from "../../ui/use-typed-text.ts";

interface TypedFilterProps {
  label: string;
  value: string;
  placeholder: string;
  class?: string;
  inputMode?: HTMLAttributes<HTMLInputElement>["inputMode"];
  onChange(value: string): void;
}

/** A filter that is typed. It applies once the typing pauses. */
export function TypedFilter({ label, value, placeholder, inputMode, onChange, ...rest }: TypedFilterProps) {
  const { typed, type } = useTypedText(value, onChange);
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
        onInput={(event) => type(event.currentTarget.value)}
      />
    </label>
  );
}
