/**
 * Makes `instanceof` hold between copies of a class: a process may hold the ES module and the CommonJS build of a
 * package, or the package in two places. `name` is what the copies have in common. A subclass that is not branded, such
 * as a user's, has its own instances alone.
 */
export function brandClass(branded: abstract new (...args: never[]) => object, name: string): void {
  const brand = Symbol.for(`@bot-tracker/${name}`);
  Object.defineProperty(branded.prototype, brand, { value: true });
  Object.defineProperty(branded, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      // Subclasses inherit this method.
      if (this !== branded) return Function.prototype[Symbol.hasInstance].call(this as typeof branded, value);
      return typeof value === "object" && value !== null && brand in value;
    },
  });
}
