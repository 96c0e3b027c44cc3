import { fromBase64Url } from "../base64url.ts";
import { unescaped } from "./unescaped.ts";

/** A part of a text that a secret takes up: from `start` up to `end`. */
export interface Found {
  start: number;
  end: number;
  /** Of several that overlap, the one that begins first, and of these the longest. */
  secret: string;
}

/** A shorter secret would be found in ordinary words: it is hidden by its place alone (`hide-places.ts`). */
export const SHORTEST_KNOWN = 8;

/** What was escaped once more on its way, such as JSON in a string of JSON or in a form. */
const MAX_LEVELS = 3;
const BASE = 31;
/** `BASE` to the power of `SHORTEST_KNOWN - 1`, in 32 bits. */
const HIGHEST = Array.from({ length: SHORTEST_KNOWN - 1 }).reduce<number>((power) => Math.imul(power, BASE), 1);

/** Per letter of a text, beside the first ten thousand. Only a text made to look like the secrets all over needs more. */
const MAX_COMPARISONS = 0.25;

/** The secrets with the same first letters, by their length, which are few. */
type Alike = Map<number, Set<string>>;

/**
 * Finds known secrets wherever they stand, in all their spellings: as they are, escaped as in JSON, in an address or a
 * form, several times over, and in Basic credentials. One pass over the text, however many secrets there are: the first
 * eight letters of each are looked up by a rolling hash.
 */
export class SecretFinder {
  readonly #byHash: Map<number, Alike>;

  /** `byHash` is for tests, which count how often it is asked. */
  constructor(secrets: Iterable<string> = [], byHash: Map<number, Alike> = new Map()) {
    this.#byHash = byHash;
    for (const secret of secrets) this.add(secret);
  }

  /** A secret of fewer than eight letters is left out. */
  add(secret: string): void {
    if (secret.length < SHORTEST_KNOWN) return;
    const hash = hashOf(spaced(secret));
    const alike: Alike = this.#byHash.get(hash) ?? new Map();
    this.#byHash.set(hash, alike);
    const equallyLong = alike.get(secret.length);
    if (equallyLong === undefined) alike.set(secret.length, new Set([spaced(secret)]));
    else equallyLong.add(spaced(secret));
  }

  delete(secret: string): void {
    if (secret.length < SHORTEST_KNOWN) return;
    const hash = hashOf(spaced(secret));
    const alike = this.#byHash.get(hash);
    const equallyLong = alike?.get(secret.length);
    equallyLong?.delete(spaced(secret));
    if (equallyLong?.size === 0) alike?.delete(secret.length);
    if (alike?.size === 0) this.#byHash.delete(hash);
  }

  /** In the order of the text; none touches another. */
  find(text: string): Found[] {
    if (this.#byHash.size === 0 || text.length < SHORTEST_KNOWN) return [];
    const found: Found[] = [];
    let level = text;
    let origin = (start: number, end: number): readonly [number, number] => [start, end];
    for (let escapes = 0; ; escapes++) {
      for (const { start, end, secret } of [...this.#findIn(level), ...this.#credentialsIn(level)]) {
        const [from, to] = origin(start, end);
        found.push({ start: from, end: to, secret });
      }
      const next = escapes < MAX_LEVELS ? unescaped(level) : undefined;
      if (next === undefined) break;
      const outer = origin;
      origin = (start, end) => outer(...next.originOf(start, end));
      level = next.text;
    }
    return merged(found);
  }

  #findIn(text: string): Found[] {
    const found: Found[] = [];
    const looked = spaced(text);
    let comparisons = MAX_COMPARISONS * text.length + 10_000;
    let hash = 0;
    for (let index = 0; index < looked.length; index++) {
      const leaving = index < SHORTEST_KNOWN ? 0 : looked.charCodeAt(index - SHORTEST_KNOWN);
      hash = (Math.imul(hash - Math.imul(leaving, HIGHEST), BASE) + looked.charCodeAt(index)) | 0;
      if (index < SHORTEST_KNOWN - 1) continue;
      const alike = this.#byHash.get(hash);
      if (alike === undefined) continue;
      const start = index - SHORTEST_KNOWN + 1;
      let secret = "";
      for (const [length, secrets] of alike) {
        if (length <= secret.length) continue;
        const written = looked.slice(start, start + length);
        if (secrets.has(written)) secret = written;
      }
      if (secret !== "")
        found.push({ start, end: start + secret.length, secret: text.slice(start, start + secret.length) });
      comparisons -= alike.size;
      // Rather hidden as a whole than looked through for minutes.
      if (comparisons < 0) return [{ start: 0, end: text.length, secret: "" }];
    }
    return found;
  }

  /** What stands in `Authorization: Basic …` is a name and a password in base64. */
  #credentialsIn(text: string): Found[] {
    const found: Found[] = [];
    for (const match of text.matchAll(/\bbasic\s+([a-z0-9+/_-]{8,}={0,2})/gi)) {
      const [whole, credentials = ""] = match;
      const [inside] = this.#findIn(textIn(credentials));
      const end = match.index + whole.length;
      if (inside !== undefined) found.push({ start: end - credentials.length, end, secret: inside.secret });
    }
    return found;
  }
}

/** What stands in base64 of either alphabet, cut off somewhere perhaps. */
function textIn(base64: string): string {
  const digits = base64.replace(/=+$/, "");
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
  return new TextDecoder().decode(fromBase64Url(whole) ?? new Uint8Array());
}

/** A form writes a space as `+`. */
function spaced(text: string): string {
  return text.includes("+") ? text.replaceAll("+", " ") : text;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < SHORTEST_KNOWN; index++) hash = (Math.imul(hash, BASE) + text.charCodeAt(index)) | 0;
  return hash;
}

function merged(found: readonly Found[]): Found[] {
  const apart: Found[] = [];
  for (const each of found.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    const last = apart.at(-1);
    if (last === undefined || each.start >= last.end) apart.push({ ...each });
    else last.end = Math.max(last.end, each.end);
  }
  return apart;
}
