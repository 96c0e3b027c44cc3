/**
 * Whether something that was thrown is an error, whichever realm it comes from: under Jest and in `node:vm`, the errors
 * of Node's own modules are of another `Error` than the program's, so that `instanceof` is false for them. Never throws.
 */
export function isError(value: unknown): value is Error {
  try {
    return typeof value === "object" && value !== null && typeof Reflect.get(value, "message") === "string";
  } catch {
    return false;
  }
}
