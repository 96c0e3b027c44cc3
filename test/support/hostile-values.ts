import fc from "fast-check";

/** Throws what has no text. */
export const fail = (): never => {
  throw Object.create(null);
};
const cyclic: Record<string, unknown> = { name: "cyclic" };
cyclic["self"] = cyclic;
const traps = { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail, getOwnPropertyDescriptor: fail };

/** What nobody should pass, and what has no text, no fields or no end. */
export const HOSTILE: readonly unknown[] = [
  ...[undefined, null, Number.NaN, -0, 1e308, 10n ** 40n, "", "\ud800", Symbol("s"), () => fail()],
  ...[Object.create(null), cyclic, [cyclic], new Proxy({}, traps), new Proxy(() => {}, traps), new Date(Number.NaN)],
  { toString: fail, toJSON: fail, valueOf: fail, [Symbol.toPrimitive]: fail },
  Object.defineProperty({}, "userId", { get: fail, enumerable: true }),
  Object.defineProperty({}, "event", { get: fail, enumerable: true }),
  new Map([[{}, fail]]),
];
/** By their places in the list: what fast-check makes it looks into, and some of these throw then. */
export const place: fc.Arbitrary<number> = fc.nat({ max: HOSTILE.length - 1 });
const NAMES = [
  "userId",
  "event",
  "target",
  "user",
  "labels",
  "amount",
  "date",
  "key",
  "params",
  "product",
  "startValue",
];
/** A hostile value, or an object of such; place -1 is a person's id. */
export const call: fc.Arbitrary<number | Record<string, number>> = fc.oneof(
  place,
  fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(place, fc.constant(-1)), { noNullPrototype: true }),
);

/** What such a description stands for. */
export function made(from: number | Record<string, number>): never {
  if (typeof from === "number") return (from < 0 ? "42" : HOSTILE[from]) as never;
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, made(value)])) as never;
}
