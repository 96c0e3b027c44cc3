import type { Queries } from "../database/queries.ts";
import type { RequestDetail } from "../wire/requests.ts";
import { REQUEST_COLUMNS, type RequestRowParts, requestRow, type StoredRequest } from "./request-row.ts";

const MAX_BODY = 64 * 1024;

/** One request with all that came; undefined where it is gone or never was. */
export function requestDetail(queries: Queries, id: number, parts: RequestRowParts): RequestDetail | undefined {
  const stored = queries.first<StoredRequest & { headers: string; body: string }>(
    `SELECT ${REQUEST_COLUMNS}, headers, body FROM requests WHERE id = ?`,
    [id],
  );
  if (stored === undefined) return undefined;
  const wholeKey = parts.wholeKeyOf(stored.key) ?? "";
  const body = parts.redaction.shown(stored.body, wholeKey, Number.POSITIVE_INFINITY);
  return {
    ...requestRow(stored, parts),
    headers: headersOf(stored.headers, wholeKey, parts.redaction),
    body: body.slice(0, MAX_BODY),
    bodyCut: body.length > MAX_BODY,
  };
}

function headersOf(stored: string, wholeKey: string, redaction: RequestRowParts["redaction"]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(JSON.parse(stored) as Record<string, string>)) {
    const shownName = redaction.shown(name, wholeKey);
    // With its name before it: that is how one tells where a key stands.
    const line = redaction.shown(`${name}: ${value}`, wholeKey);
    headers[shownName] = line.startsWith(`${shownName}: `) ? line.slice(shownName.length + 2) : "…";
  }
  return headers;
}
