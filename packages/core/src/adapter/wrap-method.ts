const WRAPPED = Symbol.for("@bot-tracker/wrapped");

/** Any method at all. */
export type AnyMethod = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Puts a wrapper in the place of a method, as an own property: the class and its other instances stay as they are.
 * `wrap` gets the original and must call it with the `this` and arguments it is given. A method wrapped once is left
 * alone, and so is one that does not exist.
 */
export function wrapMethod(target: object, name: string, wrap: (original: AnyMethod) => AnyMethod): void {
  const holder = target as Record<string, unknown>;
  const original = holder[name];
  if (typeof original !== "function" || WRAPPED in original) return;
  const wrapped = wrap(original as AnyMethod);
  if (!(WRAPPED in wrapped)) Object.defineProperty(wrapped, WRAPPED, { value: true });
  holder[name] = wrapped;
}
