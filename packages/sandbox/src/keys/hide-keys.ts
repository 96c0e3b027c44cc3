import { shortenKey } from "./key-labels.ts";

/** A shorter one is no secret, and would be found in every other word. */
const SHORTEST_SECRET = 8;

/**
 * A text with labels in place of keys. A key with letters that JSON or a form has to encode stands there in its encoded
 * form, and so does its label.
 */
export function hideKeys(text: string, keys: Iterable<string>): string {
  let hidden = text;
  for (const key of keys) {
    if (key.length < SHORTEST_SECRET) continue;
    for (const write of [asIs, asJson, asForm]) {
      const written = write(key);
      if (hidden.includes(written)) hidden = hidden.replaceAll(written, () => write(shortenKey(key)));
    }
  }
  return hidden;
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
