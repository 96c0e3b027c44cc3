/**
 * Whether a value is a promise, of any realm and any library: what a bot's own functions and outboxes give may be
 * neither this realm's nor the language's own. Throws only if its `then` cannot be read.
 */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
