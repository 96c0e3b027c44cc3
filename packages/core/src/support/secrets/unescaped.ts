/** A text without its escapes, and where each part of it stood. */
export interface Unescaped {
  text: string;
  /** The range of the original that a range of `text` comes from. */
  originOf(start: number, end: number): readonly [start: number, end: number];
}

/** One code point each, so that what is found covers what it has to and no more. */
const ESCAPES =
  /\\u[0-9a-f]{4}(?:(?<=\\ud[89ab]..)\\ud[c-f][0-9a-f]{2})?|\\["\\/bfnrt]|%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}/gi;

/** Undoes the escapes of JSON and of addresses and forms, in either case. Undefined where there are none. */
export function unescaped(source: string): Unescaped | undefined {
  if (!source.includes("\\") && !source.includes("%")) return undefined;
  // Of each escape: where its letter stands in the text, how long that is, and where it stood with which length.
  const places: (readonly [at: number, length: number, from: number, fromLength: number])[] = [];
  let text = "";
  let done = 0;
  for (const { 0: written, index } of source.matchAll(ESCAPES)) {
    const letter = letterOf(written);
    if (letter === undefined) continue;
    text += source.slice(done, index);
    places.push([text.length, letter.length, index, written.length]);
    text += letter;
    done = index + written.length;
  }
  if (places.length === 0) return undefined;
  text += source.slice(done);
  return { text, originOf: (start, end) => [originOf(start, places, 0), originOf(end - 1, places, 1)] };
}

type Place = readonly [at: number, length: number, from: number, fromLength: number];

/** Where the unit at `position` begins in the original (`side` 0), or where it ends (1). */
function originOf(position: number, places: readonly Place[], side: 0 | 1): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.[0] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  const before = places[low - 1];
  if (before === undefined) return position + side;
  const [at, length, from, fromLength] = before;
  if (position < at + length) return side === 0 ? from : from + fromLength;
  return from + fromLength + (position - at - length) + side;
}

function letterOf(written: string): string | undefined {
  try {
    return written.startsWith("%") ? decodeURIComponent(written) : (JSON.parse(`"${written}"`) as string);
  } catch {
    // An overlong form, or half a letter: no writer makes such.
    return undefined;
  }
}
