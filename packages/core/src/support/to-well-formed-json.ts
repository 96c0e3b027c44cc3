// `JSON.stringify` writes half of a surrogate pair as an escape, and a whole pair as it is.
const HALF_A_PAIR = /\\ud[89a-f]/i;

/**
 * A value as JSON that any reader takes for Unicode. A string that was cut in the middle of an emoji holds half of a
 * surrogate pair, which many JSON readers refuse, and the whole request with it: U+FFFD takes its place.
 */
export function toWellFormedJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!HALF_A_PAIR.test(json)) return json;
  return JSON.stringify(value, (_name, part: unknown) => (typeof part === "string" ? part.toWellFormed() : part));
}
