import { Icon } from "./icon.tsx";
import "./search-field.css";
import { useTypedText } from "./use-typed-text.ts";

interface SearchFieldProps {
  /** What is searched; read out, and shown while the field is empty. */
  label: string;
  value: string;
  /** Called when typing pauses, and at once on Enter. */
  onSearch(text: string): void;
}

/** A field that searches as one types. */
export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const { typed, type, tell } = useTypedText(value, onSearch);
  return (
    <search class="search-field">
      <Icon name="search" />
      <input
        class="input"
        type="search"
        aria-label={label}
        placeholder={label}
        value={typed}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && tell()}
      />
    </search>
  );
}
