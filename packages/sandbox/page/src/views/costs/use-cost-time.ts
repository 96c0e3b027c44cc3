import type { Cost } from "#wire/costs";
import { useFormats } from "../../i18n/formats.ts";

/** `1 Nov 2026 – 15 Nov 2026`, or one day. */
export function useCostTime(): (cost: Pick<Cost, "from" | "to">) => string {
  const formats = useFormats();
  // A day is the same everywhere; noon of the reader's own day cannot slip into the next.
  const day = (text: string) => formats.date(new Date(`${text}T12:00:00`).getTime());
  return ({ from, to }) => (from === to ? day(from) : `${day(from)} – ${day(to)}`);
}
