import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";
import "./search-field.css";

interface SearchFieldProps {
  /** What is looked through; read out, and shown while the field is empty. */
  label: string;
  value: string;
  /** Called when typing pauses, and at once on Enter. */
  onSearch(text: string): void;
}

const PAUSE_MS = 250;

/** A field whose text is looked for while one types. */
export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  // The address changed in another way, such as by going back.
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  const search = (text: string) => {
    if (text === told.current) return;
    told.current = text;
    onSearch(text);
  };
  useEffect(() => {
    const timer = setTimeout(() => search(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
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
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && search(typed.trim())}
      />
    </search>
  );
}
