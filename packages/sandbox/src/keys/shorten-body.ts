import { redactKeys } from "./redact-keys.ts";

const MAX_CHARS = 4_000;

/** A request's body as a person may see it: its key shortened wherever it stands, and by default no longer than a screen or two. */
export function shortenBody(bodyText: string, key: string, maxChars: number = MAX_CHARS): string {
  const shown = redactKeys(bodyText, [key]);
  return shown.length > maxChars ? `${shown.slice(0, maxChars)}…` : shown;
}
