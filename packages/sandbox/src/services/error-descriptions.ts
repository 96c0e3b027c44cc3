/** The codes of TGTrack's list of errors, in its own English words. */
const DOCUMENTED: ReadonlyMap<number, string> = new Map([
  [400, "Bad request"],
  [401, "Invalid token"],
  [402, "Token expired"],
  [403, "Forbidden"],
  [404, "Method not found"],
  [405, "Resource not found"],
  [409, "Data conflict"],
  [415, "Unsupported media type"],
  [422, "Unprocessable entity"],
  [429, "Too many requests"],
  [500, "Internal server error"],
  [503, "Service unavailable"],
]);

/** Codes that no document names, and that any HTTP server may answer with. */
const UNDOCUMENTED: ReadonlyMap<number, string> = new Map([
  [413, "Payload too large"],
  [502, "Bad gateway"],
  [504, "Gateway timeout"],
]);

export function describeError(code: number): string {
  return DOCUMENTED.get(code) ?? UNDOCUMENTED.get(code) ?? "Unknown error";
}
