import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { DrawnFaults, SpoilingFault } from "../faults/active-faults.ts";
import { cutAnswer, hang, resetConnection, trickleAnswer } from "../faults/transmit-spoiled.ts";
import { isMereActivity } from "../services/is-mere-activity.ts";
import type { Answer, Call, Outcome, Service, Verdict } from "../services/service.ts";
import { refusedOutcome } from "../services/verdict-of.ts";
import type { SandboxState } from "../state/sandbox-state.ts";
import type { Delay, FaultKind } from "../wire/fault.ts";
import type { RecordedRequest, RequestError } from "../wire/recorded-request.ts";
import type { ServiceName } from "../wire/service-name.ts";
import { readRawBody } from "./read-raw-body.ts";

/** What a proxy or a broken server might send instead of JSON. */
const HTML = "<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>";

/** The path's parts that name a key and a method, for services that have them there. */
export interface PathParts {
  pathKey?: string;
  pathMethod?: string;
}

/**
 * One request to a service: read it, let a fault delay it, let the service judge it, record it, and answer as the
 * service would, or as the fault says.
 */
export async function serveRequest(
  service: Service,
  path: PathParts,
  { incoming, outgoing }: HttpBindings,
  state: SandboxState,
): Promise<Response> {
  const interrupted = state.interruption();
  const share = state.underWay.share();
  try {
    const headers = headersOf(incoming.headers);
    const bodyText = await readRawBody(incoming, share);
    const call = service.read({ httpMethod: incoming.method ?? "", headers, bodyText, ...path });
    const { latency, spoiling } = state.faults.draw(
      { service: service.name, key: call.key, method: call.method },
      state.clock.nowMs(),
    );
    await pause(latency?.requestMs, state.random, interrupted);
    const nowMs = state.clock.nowMs();
    // From here to the entry in the list nothing waits, so a reset comes wholly before or wholly after a request.
    interrupted.throwIfAborted();
    const { answer, recorded } = takeIn(service, call, headers, nowMs, { latency, spoiling }, state);
    state.log.announce(recorded);
    await pause(latency?.replyMs, state.random, interrupted);
    if (answer === undefined || spoiling?.kind === "cut" || spoiling?.kind === "slow-body") {
      await transmitSpoiled(spoiling, answer, outgoing, interrupted);
      return RESPONSE_ALREADY_SENT;
    }
    return new Response(answer.bodyText, { status: answer.status, headers: answer.headers });
  } catch (error) {
    // The client has disconnected, or a reset or close ended the wait: nobody is left to answer.
    if (!interrupted.aborted && !outgoing.destroyed) throw error;
    outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  } finally {
    share.release();
  }
}

/** What the service makes of a request and what is told about it, stored together or not at all. */
function takeIn(
  service: Service,
  call: Call,
  headers: Readonly<Record<string, string>>,
  nowMs: number,
  { latency, spoiling }: DrawnFaults,
  { store, log }: SandboxState,
): { answer: Answer | undefined; recorded: RecordedRequest } {
  const keyId = store.keys.idOf(call.key);
  return store.write(nowMs, () => {
    const verdict = isLost(spoiling) ? undefined : service.judge(call, nowMs);
    const { answer, told } = answerOf(service, verdict, spoiling);
    const fault = spoiling?.kind ?? latency?.kind;
    const status = answer === undefined || spoiling?.kind === "cut" ? null : answer.status;
    for (const fact of verdict?.facts ?? []) store.facts.add(keyId, fact);
    const entry = entryOf(service.name, call, headers, nowMs, verdict, told, status, fault);
    const isDoubledStart = verdict?.isDoubledStart ?? false;
    return { answer, recorded: log.add(entry, { isDoubledStart, isActivity: isMereActivity(entry, verdict) }) };
  });
}

/** A request that a fault lost never reaches the service. */
function isLost(spoiling: SpoilingFault | undefined): boolean {
  return spoiling !== undefined && "recorded" in spoiling && !spoiling.recorded;
}

/** What goes over the wire, if anything does, and what it tells the client. */
function answerOf(
  service: Service,
  verdict: Verdict | undefined,
  spoiling: SpoilingFault | undefined,
): { answer?: Answer; told?: Outcome } {
  switch (spoiling?.kind) {
    case "reset":
    case "hang":
      return {};
    case "non-json":
      return { answer: { status: spoiling.status ?? 200, headers: { "content-type": "text/html" }, bodyText: HTML } };
    case "error": {
      const told = refusedOutcome(spoiling.code, "", spoiling.retryAfterSeconds);
      return { answer: service.answer(told), told };
    }
    case "ok-with-error": {
      const told = refusedOutcome(spoiling.code);
      return { answer: { ...service.answer(told), status: 200 }, told };
    }
    default:
      return verdict === undefined ? {} : { answer: service.answer(verdict.outcome), told: verdict.outcome };
  }
}

async function transmitSpoiled(
  spoiling: SpoilingFault | undefined,
  answer: Answer | undefined,
  outgoing: ServerResponse,
  interrupted: AbortSignal,
): Promise<void> {
  if (spoiling?.kind === "hang") return hang(outgoing, interrupted);
  if (answer === undefined) return resetConnection(outgoing);
  if (spoiling?.kind === "slow-body") return trickleAnswer(outgoing, answer, spoiling.spreadMs, interrupted);
  cutAnswer(outgoing, answer);
}

function entryOf(
  service: ServiceName,
  call: Call,
  headers: Readonly<Record<string, string>>,
  atMs: number,
  verdict: Verdict | undefined,
  told: Outcome | undefined,
  status: number | null,
  fault: FaultKind | undefined,
): Omit<RecordedRequest, "id"> {
  return {
    at: atMs,
    service,
    key: call.key,
    method: call.method,
    headers,
    bodyText: call.bodyText,
    body: call.body.kind === "value" ? call.body.value : undefined,
    ...(call.userId !== undefined && { userId: call.userId }),
    status,
    ...(told?.kind === "refused" && { error: errorOf(told) }),
    accepted: verdict?.outcome.kind === "accepted",
    warnings: verdict?.warnings ?? [],
    ...(fault !== undefined && { fault }),
  };
}

function errorOf({ code, description, details }: Extract<Outcome, { kind: "refused" }>): RequestError {
  return { code, description, ...(details !== undefined && { details }) };
}

function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

async function pause(delay: Delay | undefined, random: () => number, interrupted: AbortSignal): Promise<void> {
  if (delay === undefined) return;
  const delayMs = typeof delay === "number" ? delay : delay.minMs + random() * (delay.maxMs - delay.minMs);
  await sleep(delayMs, undefined, { signal: interrupted });
}
