import type { RecordedRequest, RequestFilter } from "../wire/recorded-request.ts";

export type RequestPredicate = (request: RecordedRequest) => boolean;

export function matcherOf(wanted: RequestFilter | RequestPredicate = {}): RequestPredicate {
  if (typeof wanted === "function") return wanted;
  return (request) =>
    (wanted.service === undefined || wanted.service === request.service) &&
    (wanted.key === undefined || wanted.key === request.key) &&
    (wanted.method === undefined || wanted.method === request.method) &&
    (wanted.userId === undefined || wanted.userId === request.userId) &&
    (wanted.accepted === undefined || wanted.accepted === request.accepted);
}
