import { useEffect, useRef, useState } from "preact/hooks";

const PAUSE_MS = 250;

export interface TypedText {
  /** The text in the field. */
  typed: string;
  type(text: string): void;
  /** Reports the text without waiting for a pause. */
  tell(): void;
}

/** The text of a field, reported without the spaces around it when typing pauses. `value` is the current one. */
export function useTypedText(value: string, onChange: (text: string) => void): TypedText {
  const [typed, type] = useState(value);
  const told = useRef(value);
  // The value was changed in another way, such as by going back or by the button that clears the filters.
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    type(value);
  }, [value]);
  const tell = () => {
    const wanted = typed.trim();
    if (wanted === told.current) return;
    told.current = wanted;
    onChange(wanted);
  };
  useEffect(() => {
    const timer = setTimeout(tell, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return { typed, type, tell };
}
