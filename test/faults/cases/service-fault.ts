import type { FaultEffect } from "@bot-tracker/sandbox";
import type { Services } from "../measure/services.ts";

/** Times that a fault goes by. */
export interface FaultTimes {
  requestTimeoutMs: number;
}

/** Trouble of the services. */
export interface ServiceFault {
  name: string;
  /** A service may have acted on requests that looked failed to the bot. */
  doubles: boolean;
  /** This destination goes on working, and has to have got everything before the trouble ends. */
  unharmed?: "howusedbot";
  /** Begins the trouble; what is returned ends it. */
  begin(services: Services, times: FaultTimes): Promise<() => Promise<void>>;
}

/** Every trouble that a service was thought to get into. */
export const SERVICE_FAULTS: readonly ServiceFault[] = [
  answering("500", { kind: "error", code: 500, recorded: false }),
  answering("503", { kind: "error", code: 503, recorded: false }),
  answering("503 with Retry-After", { kind: "error", code: 503, recorded: false, retryAfterSeconds: 2 }),
  answering("429", { kind: "error", code: 429, recorded: false }),
  answering("429 with Retry-After", { kind: "error", code: 429, recorded: false, retryAfterSeconds: 2 }),
  {
    name: "connections refused",
    doubles: false,
    begin: async (services) => {
      await services.shut();
      return () => services.reopen();
    },
  },
  answering("no answer, not recorded", { kind: "hang", recorded: false }),
  answering("no answer, but recorded", { kind: "hang", recorded: true }),
  answering("reset before it is recorded", { kind: "reset", recorded: false }),
  answering("reset after it is recorded", { kind: "reset", recorded: true }),
  answering("answer cut off", { kind: "cut" }),
  {
    name: "slow answer, within the timeout",
    doubles: false,
    begin: async (services, { requestTimeoutMs }) =>
      beginFault(services, { kind: "slow-body", spreadMs: requestTimeoutMs / 4 }),
  },
  {
    name: "slow answer, beyond the timeout",
    doubles: true,
    begin: async (services, { requestTimeoutMs }) =>
      beginFault(services, { kind: "slow-body", spreadMs: requestTimeoutMs * 2 }),
  },
  answering("a page instead of JSON", { kind: "non-json", recorded: false }),
  answering("a page instead of JSON, HTTP 502", { kind: "non-json", status: 502, recorded: false }),
  answering("HTTP 200 with an error in it", { kind: "ok-with-error", code: 500, recorded: false }),
  {
    name: "key expires and is renewed",
    doubles: false,
    begin: async ({ sandbox }) => {
      sandbox.addKey({ key: "sandbox", state: "expired" });
      return async () => sandbox.addKey({ key: "sandbox", state: "active" });
    },
  },
  {
    name: "TGTrack hangs, HowUsedBot works",
    doubles: false,
    unharmed: "howusedbot",
    begin: async (services) => beginFault(services, { kind: "hang", recorded: false }, "tgtrack"),
  },
];

function answering(name: string, effect: FaultEffect): ServiceFault {
  const doubles = effect.kind === "cut" || ("recorded" in effect && effect.recorded);
  return { name, doubles, begin: async (services) => beginFault(services, effect) };
}

function beginFault({ sandbox }: Services, effect: FaultEffect, service?: "tgtrack"): () => Promise<void> {
  const fault = sandbox.fault({ ...effect, ...(service !== undefined && { match: { service } }) });
  return async () => fault.clear();
}
