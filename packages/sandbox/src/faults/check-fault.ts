import { MOST } from "../bounds/most.ts";
import { shown } from "../support/check-number.ts";
import { isJsonObject, type JsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { Delay, Fault, FaultEffect, FaultMatch, FaultScope } from "../wire/fault.ts";
import { SERVICE_NAMES } from "../wire/service-name.ts";

/** An answer with one of these has no body, and so no page of HTML. */
const BODILESS: readonly number[] = [204, 205, 304];
const MAX_TIMES = 1_000_000_000;
/** Ten years. */
const MAX_DURATION_MS = 3_650 * 86_400_000;
/** A year. */
const MAX_RETRY_AFTER_S = 366 * 86_400;
/** The longest that a timer can hold. */
const MAX_DELAY_MS = 2_147_483_647;

/**
 * Checks a fault that came as JSON or from untyped code, and leaves out what does not belong to it.
 *
 * @throws {SandboxError} that names the field, what was expected and what came.
 */
export function checkFault(value: unknown): Fault {
  if (!isJsonObject(value))
    throw expected(undefined, 'an object such as { kind: "error", code: 500, recorded: false }', value);
  return { ...scopeOf(value), ...effectOf(value) };
}

function scopeOf(fault: JsonObject): FaultScope {
  const { match, times, durationMs, share } = fault;
  return {
    ...(match !== undefined && { match: matchOf(match) }),
    ...(times !== undefined && { times: wholeNumber("times", times, 1, MAX_TIMES) }),
    ...(durationMs !== undefined && { durationMs: wholeNumber("durationMs", durationMs, 1, MAX_DURATION_MS) }),
    ...(share !== undefined && { share: shareOf(share) }),
  };
}

function effectOf(fault: JsonObject): FaultEffect {
  switch (fault.kind) {
    case "error": {
      const { retryAfterSeconds } = fault;
      return {
        kind: "error",
        code: codeOf(fault),
        recorded: recordedOf(fault),
        ...(retryAfterSeconds !== undefined && {
          retryAfterSeconds: wholeNumber("retryAfterSeconds", retryAfterSeconds, 0, MAX_RETRY_AFTER_S),
        }),
      };
    }
    case "ok-with-error":
      return { kind: "ok-with-error", code: codeOf(fault), recorded: recordedOf(fault) };
    case "non-json":
      return {
        kind: "non-json",
        recorded: recordedOf(fault),
        ...(fault.status !== undefined && { status: statusOf(fault.status) }),
      };
    case "reset":
      return { kind: "reset", recorded: recordedOf(fault) };
    case "hang":
      return { kind: "hang", recorded: recordedOf(fault) };
    case "latency":
      return {
        kind: "latency",
        ...(fault.requestMs !== undefined && { requestMs: delayOf("requestMs", fault.requestMs) }),
        ...(fault.replyMs !== undefined && { replyMs: delayOf("replyMs", fault.replyMs) }),
      };
    case "cut":
      return { kind: "cut" };
    case "slow-body":
      return { kind: "slow-body", spreadMs: wholeNumber("spreadMs", fault.spreadMs, 0, MAX_DELAY_MS) };
    default:
      throw expected("kind", "error, ok-with-error, non-json, reset, hang, latency, cut or slow-body", fault.kind);
  }
}

function matchOf(value: unknown): FaultMatch {
  if (!isJsonObject(value)) throw expected("match", "an object of service, method and key", value);
  const { service, method, key } = value;
  const known = SERVICE_NAMES.find((name) => name === service);
  if (service !== undefined && known === undefined) throw expected("match.service", SERVICE_NAMES.join(", "), service);
  return {
    ...(known !== undefined && { service: known }),
    ...(method !== undefined && { method: stringOf("match.method", method, MOST.methodChars) }),
    ...(key !== undefined && { key: stringOf("match.key", key, MOST.keyChars) }),
  };
}

function delayOf(name: string, value: unknown): Delay {
  if (!isJsonObject(value)) return wholeNumber(name, value, 0, MAX_DELAY_MS);
  const minMs = wholeNumber(`${name}.minMs`, value.minMs, 0, MAX_DELAY_MS);
  return { minMs, maxMs: wholeNumber(`${name}.maxMs`, value.maxMs, minMs, MAX_DELAY_MS) };
}

function codeOf(fault: JsonObject): number {
  return wholeNumber("code", fault.code, 400, 599);
}

function statusOf(value: unknown): number {
  const status = wholeNumber("status", value, 200, 599);
  if (!BODILESS.includes(status)) return status;
  throw expected("status", `one that has a body, so none of ${BODILESS.join(", ")}`, status);
}

function recordedOf(fault: JsonObject): boolean {
  if (typeof fault.recorded === "boolean") return fault.recorded;
  throw expected(
    "recorded",
    "true (the service did its work first) or false (it never saw the request)",
    fault.recorded,
  );
}

function shareOf(value: unknown): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw expected("share", "a number from 0 to 1", value);
}

function stringOf(name: string, value: unknown, maxChars: number): string {
  if (typeof value === "string" && value.length <= maxChars) return value;
  throw expected(name, `a string of at most ${maxChars} characters`, typeof value);
}

function wholeNumber(name: string, value: unknown, min: number, max: number): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw expected(name, `an integer from ${min} to ${max}`, value);
}

function expected(field: string | undefined, wanted: string, came: unknown): SandboxError {
  const subject = field === undefined ? "A fault" : `A fault's ${field}`;
  return new SandboxError(`${subject} must be ${wanted}; got ${came === undefined ? "nothing" : shown(came)}.`);
}
