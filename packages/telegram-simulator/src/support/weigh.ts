const OBJECT_BYTES = 64;
const FIELD_BYTES = 32;

/** More would end the recursion of whatever reads it, JSON.stringify included. */
const MAX_DEPTH = 64;

/**
 * About how many bytes of memory a value of JSON takes: rather more than less, since many small objects take far more
 * than their text.
 *
 * @throws RangeError for what is nested deeper than {@link MAX_DEPTH}
 */
export function weigh(value: unknown, depth = 0): number {
  if (typeof value === "string") return 32 + 2 * value.length;
  if (typeof value !== "object" || value === null) return 16;
  if (depth >= MAX_DEPTH) throw new RangeError(`Expected at most ${MAX_DEPTH} levels of nesting.`);
  let bytes = OBJECT_BYTES;
  for (const [name, inner] of Object.entries(value)) bytes += FIELD_BYTES + 2 * name.length + weigh(inner, depth + 1);
  return bytes;
}
