import { checkCosts } from "../costs/check-costs.ts";
import { checkInteger, shown } from "../support/check-number.ts";
import { isJsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { Cost } from "../wire/costs.ts";
import { SERVICE_NAMES } from "../wire/service-name.ts";
import type { MadeUpRequest } from "./made-up-history.ts";

/** A history that can be brought in, the oldest request first. */
export interface CheckedHistory {
  requests: readonly MadeUpRequest[];
  costs: readonly Cost[];
}

const MAX_REQUESTS = 200_000;
const NAME = "madeUpHistory";

/** @throws {SandboxError} that names the field, what was expected and what came. */
export function checkHistory(value: unknown, nowMs: number): CheckedHistory {
  if (!isJsonObject(value)) throw new SandboxError(`${NAME} must be { requests, costs? }, not ${shown(value)}.`);
  const { requests, costs } = value;
  if (!Array.isArray(requests) || requests.length > MAX_REQUESTS) {
    const came = Array.isArray(requests) ? `${requests.length} of them` : shown(requests);
    throw new SandboxError(`${NAME}.requests must be an array of at most ${MAX_REQUESTS}, not ${came}.`);
  }
  for (const [index, request] of requests.entries()) checkRequest(`${NAME}.requests[${index}]`, request, nowMs);
  const checked: MadeUpRequest[] = [...requests];
  return {
    requests: checked.sort((one, other) => one.atMs - other.atMs),
    costs: costs === undefined || (Array.isArray(costs) && costs.length === 0) ? [] : checkCosts({ costs }),
  };
}

function checkRequest(name: string, request: unknown, nowMs: number): void {
  if (!isJsonObject(request)) throw new SandboxError(`${name} must be an object, not ${shown(request)}.`);
  const { atMs, service, key, method, body } = request;
  checkInteger(`${name}.atMs`, atMs, 0, Math.floor(nowMs), " milliseconds since the epoch, the latest being now");
  if (!SERVICE_NAMES.some((known) => known === service)) {
    throw new SandboxError(`${name}.service must be one of ${SERVICE_NAMES.join(", ")}, not ${shown(service)}.`);
  }
  // A key is not shown, not even one that cannot be used.
  if (typeof key !== "string" || key === "") throw new SandboxError(`${name}.key must be a non-empty string.`);
  if (typeof method !== "string" || method === "") {
    throw new SandboxError(`${name}.method must be a non-empty string, not ${shown(method)}.`);
  }
  if (!isJsonObject(body)) throw new SandboxError(`${name}.body must be an object, not ${shown(body)}.`);
}
