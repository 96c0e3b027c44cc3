import { nodeModule } from "../node-module.ts";
import { hidePlaces } from "./hide-places.ts";
import { SecretFinder, SHORTEST_KNOWN } from "./secret-finder.ts";

/** Stands in place of a secret. */
export const SECRET_MARK = "[secret]";

/**
 * Takes secrets out of text that came from outside, since a service may echo the key it was called with. From eight
 * letters on they are hidden wherever they stand and however they are written; shorter ones only where a key stands,
 * because they would be found in ordinary words.
 */
export class Redaction {
  readonly #finder: SecretFinder;
  readonly #short: Set<string>;

  constructor(secrets: Iterable<string> = []) {
    const all = [...secrets];
    this.#finder = new SecretFinder(all);
    this.#short = new Set(all.filter(({ length }) => length > 0 && length < SHORTEST_KNOWN));
  }

  add(secret: string): void {
    if (secret.length >= SHORTEST_KNOWN) this.#finder.add(secret);
    else if (secret !== "") this.#short.add(secret);
  }

  redact(text: string): string {
    const clean = replaceFound(text, this.#finder, () => SECRET_MARK);
    if (this.#short.size === 0) return clean;
    return hidePlaces(
      clean,
      (value) => this.#short.has(value) || this.#short.has(decoded(value)),
      () => SECRET_MARK,
    );
  }

  isHeldBy(text: string): boolean {
    return this.redact(text) !== text;
  }
}

/** @example redactSecrets("401 for key abcdefgh12", ["abcdefgh12"]) // "401 for key [secret]" */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  return new Redaction(secrets).redact(text);
}

/** A text with `mark` in place of each secret that is found, called with the secret and how it was written. */
export function replaceFound(
  text: string,
  finder: Pick<SecretFinder, "find">,
  mark: (secret: string, written: string) => string,
): string {
  let clean = "";
  let done = 0;
  for (const { start, end, secret } of finder.find(text)) {
    clean += text.slice(done, start) + mark(secret, text.slice(start, end));
    done = end;
  }
  return done === 0 ? text : clean + text.slice(done);
}

/** Whether a value contains a secret anywhere: in an error's message or stack, its fields or its cause. */
export function holdsSecret(value: unknown, secrets: readonly string[]): boolean {
  const inspect = nodeModule("node:util")?.inspect;
  // Where nothing can be inspected, anything may hold one.
  if (inspect === undefined) return true;
  try {
    const everything = inspect(value, { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null });
    return new Redaction(secrets).isHeldBy(everything);
  } catch {
    // It cannot be inspected (a getter throws, for example), so it may contain one.
    return true;
  }
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
