/**
 * The wait that a `Retry-After` header asks for, in milliseconds: given as seconds or an HTTP date (RFC 9110, 10.2.3);
 * a past date is 0. Undefined without a header or with one in neither form.
 */
export function retryAfterMs(header: string | readonly string[] | undefined, nowMs: number): number | undefined {
  const text = (typeof header === "string" ? header : header?.[0])?.trim();
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  // Date.parse accepts far more than HTTP dates, even "7 apples".
  if (!/^[A-Za-z]+,? .*\d{2}:\d{2}:\d{2}/.test(text)) return undefined;
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
