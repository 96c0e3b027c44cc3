import type { Delay, Fault, FaultEffect, FaultKind } from "#wire/fault";
import type { ServiceName } from "#wire/service-name";

/** A fault as the form has it: what was typed, as it was typed. */
export interface FaultDraft {
  kind: FaultKind;
  recorded: boolean;
  code: string;
  retryAfterSeconds: string;
  status: string;
  requestMinMs: string;
  requestMaxMs: string;
  replyMinMs: string;
  replyMaxMs: string;
  spreadMs: string;
  service: ServiceName | "";
  method: string;
  key: string;
  times: string;
  durationSeconds: string;
  sharePercent: string;
}

export const FIRST_DRAFT: FaultDraft = {
  kind: "error",
  recorded: false,
  code: "503",
  retryAfterSeconds: "",
  status: "",
  requestMinMs: "",
  requestMaxMs: "",
  replyMinMs: "500",
  replyMaxMs: "1500",
  spreadMs: "10000",
  service: "",
  method: "",
  key: "",
  times: "",
  durationSeconds: "",
  sharePercent: "",
};

/** The fault that the sandbox is asked for. What is not a number is sent as it is, so that the sandbox says what is wrong. */
export function toFault(draft: FaultDraft): Fault {
  const { service, method, key, times, durationSeconds, sharePercent } = draft;
  const match = {
    ...(service !== "" && { service }),
    ...(method.trim() !== "" && { method: method.trim() }),
    ...(key.trim() !== "" && { key: key.trim() }),
  };
  return {
    ...effectOf(draft),
    ...(Object.keys(match).length > 0 && { match }),
    ...(times !== "" && { times: numberOf(times) }),
    ...(durationSeconds !== "" && { durationMs: numberOf(durationSeconds, 1_000) }),
    ...(sharePercent !== "" && { share: numberOf(sharePercent, 0.01) }),
  };
}

function effectOf(draft: FaultDraft): FaultEffect {
  const { kind, recorded, retryAfterSeconds, status } = draft;
  switch (kind) {
    case "error":
      return {
        kind,
        code: numberOf(draft.code),
        recorded,
        ...(retryAfterSeconds !== "" && { retryAfterSeconds: numberOf(retryAfterSeconds) }),
      };
    case "ok-with-error":
      return { kind, code: numberOf(draft.code), recorded };
    case "non-json":
      return { kind, recorded, ...(status !== "" && { status: numberOf(status) }) };
    case "reset":
    case "hang":
      return { kind, recorded };
    case "latency": {
      const requestMs = delayOf(draft.requestMinMs, draft.requestMaxMs);
      const replyMs = delayOf(draft.replyMinMs, draft.replyMaxMs);
      return { kind, ...(requestMs !== undefined && { requestMs }), ...(replyMs !== undefined && { replyMs }) };
    }
    case "cut":
      return { kind };
    case "slow-body":
      return { kind, spreadMs: numberOf(draft.spreadMs) };
  }
}

/** From and to; if only one of them is given, it is the delay of every request. */
function delayOf(min: string, max: string): Delay | undefined {
  if (min === "" && max === "") return undefined;
  if (min === "" || max === "" || min === max) return numberOf(min === "" ? max : min);
  return { minMs: numberOf(min), maxMs: numberOf(max) };
}

function numberOf(text: string, times = 1): number {
  const number = Number(text.trim().replace(",", "."));
  // 0.3 times 0.01 is not quite 0.003.
  return Number.isNaN(number) ? (text as unknown as number) : Number((number * times).toPrecision(12));
}
