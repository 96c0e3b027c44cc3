import { shortenKey } from "./key-labels.ts";

const MAX_CHARS = 4_000;

/** A request's body as a person may see it: its key shortened wherever it stands, and by default no longer than a screen or two. */
export function shortenBody(bodyText: string, key: string, maxChars: number = MAX_CHARS): string {
  let shown = bodyText;
  // A key with letters that JSON or a form has to encode stands there in its encoded form.
  for (const written of new Set([
    key,
    JSON.stringify(key).slice(1, -1),
    new URLSearchParams({ key }).toString().slice(4),
  ])) {
    if (written !== "") shown = shown.replaceAll(written, () => shortenKey(key));
  }
  return shown.length > maxChars ? `${shown.slice(0, maxChars)}…` : shown;
}
