/**
 * What a `Retry-After` header asks for, in milliseconds from now: seconds or an HTTP date (RFC 9110, 10.2.3); a date
 * gone by is 0. Undefined if there is no header or it says neither.
 */
export function retryAfterMs(header: string | readonly string[] | undefined, nowMs: number): number | undefined {
  const text = (typeof header === "string" ? header : header?.[0])?.trim();
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  // Date.parse reads far more than HTTP dates, "7 apples" among it.
  if (!/^[A-Za-z]+,? .*\d{2}:\d{2}:\d{2}/.test(text)) return undefined;
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
