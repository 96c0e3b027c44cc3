import { shortenKey } from "./key-labels.ts";

/** A shorter one is no secret, and would match in ordinary words. */
const SHORTEST_SECRET = 8;

/**
 * A text with labels in place of keys. A key with letters that JSON or a form has to encode stands there in its encoded
 * form, and so does its label.
 */
export function redactKeys(text: string, keys: Iterable<string>): string {
  let redacted = text;
  for (const key of keys) {
    if (key.length < SHORTEST_SECRET) continue;
    for (const write of [asIs, asJson, asForm]) {
      const written = write(key);
      if (redacted.includes(written)) redacted = redacted.replaceAll(written, () => write(shortenKey(key)));
    }
  }
  return redacted;
}

function asIs(text: string): string {
  return text;
}

function asJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function asForm(text: string): string {
  return new URLSearchParams({ text }).toString().slice(5);
}
