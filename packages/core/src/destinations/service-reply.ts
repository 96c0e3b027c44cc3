import type { HttpResult } from "../delivery/http/http-transport.ts";
import type { RequestEnd } from "../outbox/request-end.ts";

/** The service said no. */
export interface Refused {
  kind: "refused";
  /** The service's own code, or else the HTTP status of its error; undefined if it gave neither. */
  errorCode: number | undefined;
  description: string;
  details?: string;
  retryAfterMs?: number;
}

/** No answer, or one that is not the service's. */
export interface Unavailable {
  kind: "unavailable";
  description: string;
  /** `lost`: the service may have recorded the request all the same. */
  request: RequestEnd;
  httpStatus?: number;
  retryAfterMs?: number;
  cause?: unknown;
}

export type Answered = Extract<HttpResult, { kind: "answered" }>;
export type Failed = Extract<HttpResult, { kind: "failed" }>;

/**
 * What a proxy or a web server may say in the service's place: something about the key (401 to 403), the rate (429
 * and, seen at TGTrack's reporting host, 452) or this very body. Any other status (a 404 page from a wrong address,
 * say) says nothing about the item, which must not be lost for it.
 */
const TELLING_WITHOUT_BODY: ReadonlySet<number> = new Set([401, 402, 403, 413, 415, 422, 429, 452]);

/** Behind these statuses a gateway gave up waiting, so the service may have done its work. */
const GATEWAY_TIMEOUTS: ReadonlySet<number> = new Set([504, 524]);

/** There was no answer. */
export function readFailure({ description, answerLost, cause }: Failed): Unavailable {
  const request = answerLost ? "lost" : "never-sent";
  return { kind: "unavailable", description, request, ...(cause === undefined ? undefined : { cause }) };
}

/** An answer that is not the service's own; `what` it is instead. It never counts as a success. */
export function readForeignAnswer({ status, retryAfterMs }: Answered, what: string): Refused | Unavailable {
  if (TELLING_WITHOUT_BODY.has(status)) {
    return { kind: "refused", errorCode: status, description: "No description given", ...waiting(retryAfterMs) };
  }
  const mayBeRecorded = (status >= 200 && status < 300) || GATEWAY_TIMEOUTS.has(status);
  return {
    kind: "unavailable",
    description: `${what} came with HTTP status ${status}`,
    request: mayBeRecorded ? "lost" : "answered",
    httpStatus: status,
    ...waiting(retryAfterMs),
  };
}

/** For objects in which an absent wait is an absent field. */
export function waiting(retryAfterMs: number | undefined): { retryAfterMs: number } | undefined {
  return retryAfterMs === undefined ? undefined : { retryAfterMs };
}
