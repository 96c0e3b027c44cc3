import { TrackerConfigError } from "../errors/tracker-config-error.ts";

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...["1", "true", "yes", "on"].map((word) => [word, true] as const),
  ...["0", "false", "no", "off"].map((word) => [word, false] as const),
]);

/** Longer than any word somebody may take for one of these, and shorter than any key. */
const MAX_SHOWN = 10;

/**
 * Reads the variable `name` that switches something on; one that is missing or empty switches nothing on.
 *
 * @throws {TrackerConfigError} the word is none of the known ones: to guess would be to send what nobody wants sent
 */
export function readSwitch(name: string, value: string | undefined): boolean {
  const given = value?.trim() ?? "";
  const isOn = given === "" ? false : WORDS.get(given.toLowerCase());
  if (isOn !== undefined) return isOn;
  const shown = given.length <= MAX_SHOWN ? JSON.stringify(given) : "a longer value";
  throw new TrackerConfigError(
    `${name} must be 1, true, yes or on to switch it on, or 0, false, no or off, got ${shown}.`,
  );
}
