import { useState } from "preact/hooks";

/** A place on an axis that is moved by keys. */
export interface PointerKeys {
  /** Null while the axis has no focus. */
  index: number | null;
  onKeyDown(event: KeyboardEvent): void;
  onFocus(): void;
  onBlur(): void;
}

const LEAP = 7;

/** Arrows go to the neighbour, Page Up and Page Down seven further, Home and End to the ends, Escape puts it away. */
export function usePointerKeys(length: number): PointerKeys {
  const [place, setPlace] = useState<number | null>(null);
  const [isPointing, setPointing] = useState(false);
  const last = length - 1;
  const index = Math.min(place ?? last, last);
  return {
    index: isPointing && last >= 0 ? index : null,
    onFocus: () => setPointing(true),
    onBlur: () => setPointing(false),
    onKeyDown: (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape") return setPointing(false);
      const target = targetOf(event.key, index, last);
      if (target === undefined) return;
      event.preventDefault();
      setPointing(true);
      setPlace(Math.max(0, Math.min(last, target)));
    },
  };
}

function targetOf(key: string, index: number, last: number): number | undefined {
  if (key === "ArrowLeft" || key === "ArrowDown") return index - 1;
  if (key === "ArrowRight" || key === "ArrowUp") return index + 1;
  if (key === "PageDown") return index - LEAP;
  if (key === "PageUp") return index + LEAP;
  if (key === "Home") return 0;
  if (key === "End") return last;
  return undefined;
}
