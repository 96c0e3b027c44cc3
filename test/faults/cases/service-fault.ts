import type { FaultEffect } from "@bot-tracker/sandbox";
import type { Services } from "../measure/services.ts";

/** Trouble of the services. */
export interface ServiceFault {
  name: string;
  /**
   * What becomes of the services' answers meanwhile. Those that are withheld end by the bot's own timeout. In place of
   * those that are replaced comes a success that is not the service's, so that nobody knows whether it recorded anything.
   */
  answers: "come" | "break-off" | "are-replaced" | "are-withheld";
  /** This destination goes on working, and has to have got everything before the trouble ends. */
  unharmed?: "howusedbot";
  /** Begins the trouble; what is returned ends it. `timeoutMs` is how long the bot waits where answers are withheld. */
  begin(services: Services, timeoutMs: number): Promise<() => Promise<void>>;
}

/** Of a fault that is not here, the answers come. */
const ANSWERS: Partial<Record<FaultEffect["kind"], ServiceFault["answers"]>> = {
  hang: "are-withheld",
  reset: "break-off",
  cut: "break-off",
};

/** Every trouble that a service was thought to get into. */
export const SERVICE_FAULTS: readonly ServiceFault[] = [
  answering("500", { kind: "error", code: 500, recorded: false }),
  answering("503", { kind: "error", code: 503, recorded: false }),
  answering("503 with Retry-After", { kind: "error", code: 503, recorded: false, retryAfterSeconds: 2 }),
  answering("429", { kind: "error", code: 429, recorded: false }),
  answering("429 with Retry-After", { kind: "error", code: 429, recorded: false, retryAfterSeconds: 2 }),
  {
    name: "connections refused",
    answers: "come",
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
    answers: "come",
    begin: async (services, timeoutMs) => beginFault(services, { kind: "slow-body", spreadMs: timeoutMs / 4 }),
  },
  {
    name: "slow answer, beyond the timeout",
    answers: "are-withheld",
    begin: async (services, timeoutMs) => beginFault(services, { kind: "slow-body", spreadMs: timeoutMs * 2 }),
  },
  { ...answering("a page instead of JSON", { kind: "non-json", recorded: false }), answers: "are-replaced" },
  answering("a page instead of JSON, HTTP 502", { kind: "non-json", status: 502, recorded: false }),
  answering("HTTP 200 with an error in it", { kind: "ok-with-error", code: 500, recorded: false }),
  {
    name: "key expires and is renewed",
    answers: "come",
    begin: async ({ sandbox }) => {
      sandbox.addKey({ key: "sandbox", state: "expired" });
      return async () => sandbox.addKey({ key: "sandbox", state: "active" });
    },
  },
  {
    name: "TGTrack hangs, HowUsedBot works",
    answers: "are-withheld",
    unharmed: "howusedbot",
    begin: async (services) => beginFault(services, { kind: "hang", recorded: false }, "tgtrack"),
  },
];

function answering(name: string, effect: FaultEffect): ServiceFault {
  return { name, answers: ANSWERS[effect.kind] ?? "come", begin: async (services) => beginFault(services, effect) };
}

function beginFault({ sandbox }: Services, effect: FaultEffect, service?: "tgtrack"): () => Promise<void> {
  const fault = sandbox.fault({ ...effect, ...(service !== undefined && { match: { service } }) });
  return async () => fault.clear();
}
