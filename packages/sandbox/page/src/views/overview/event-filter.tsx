import { useEffect, useRef, useState } from "preact/hooks";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { Icon } from "../../ui/icon.tsx";
import { OVERVIEW_TEXTS } from "./overview-texts.ts";

interface EventFilterProps {
  /** The events of the period, the most frequent first. */
  events: readonly { name: string; uses: number }[];
  /** Empty stands for all. */
  chosen: readonly string[];
  onChange(chosen: readonly string[]): void;
}

/** Which events are counted: a list of boxes that opens below its button. */
export function EventFilter({ events, chosen, onChange }: EventFilterProps) {
  const texts = useTexts(OVERVIEW_TEXTS);
  const formats = useFormats();
  const menu = useRef<HTMLDetailsElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    const close = () => menu.current?.removeAttribute("open");
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && menu.current?.contains(event.target) !== true) close();
    };
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      close();
      menu.current?.querySelector("summary")?.focus();
    };
    document.addEventListener("pointerdown", closeOutside);
    document.addEventListener("focusin", closeOutside);
    document.addEventListener("keydown", closeOnEscape);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      document.removeEventListener("focusin", closeOutside);
      document.removeEventListener("keydown", closeOnEscape);
    };
  }, [isOpen]);

  // What was chosen for another period stays in the list, so that it can be taken out.
  const gone = chosen.filter((name) => !events.some((event) => event.name === name));
  const rows = [...events, ...gone.map((name) => ({ name, uses: 0 }))];
  const toggle = (name: string) =>
    onChange(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
  const [first] = chosen;
  const summary =
    first === undefined
      ? texts.allEvents
      : chosen.length === 1
        ? first
        : `${formats.number(chosen.length)} ${texts.ofEvents} ${formats.number(rows.length)}`;
  return (
    <details class="event-filter" ref={menu} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="button">
        <span class="muted">{texts.events}:</span> <span class="event-filter-summary">{summary}</span>
        <Icon name="down" />
      </summary>
      <fieldset class="event-filter-list">
        <legend class="visually-hidden">{texts.events}</legend>
        {rows.length === 0 && <p class="muted">{texts.noEvents}</p>}
        {rows.map(({ name, uses }) => (
          <label key={name}>
            <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
            <span class="event-filter-name">{name}</span>
            <span class="number muted">{formats.number(uses)}</span>
          </label>
        ))}
        {chosen.length > 0 && (
          <button type="button" class="button" onClick={() => onChange([])}>
            {texts.showAll}
          </button>
        )}
      </fieldset>
    </details>
  );
}
