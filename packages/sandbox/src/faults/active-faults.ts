import { isSandboxKey } from "@bot-tracker/core/outbox-kit";
import { MOST_HELD } from "../bounds/most.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { Fault } from "../wire/fault.ts";
import type { ServiceName } from "../wire/service-name.ts";

export type LatencyFault = Extract<Fault, { kind: "latency" }>;
export type SpoilingFault = Exclude<Fault, { kind: "latency" }>;

/** A fault that is switched on. */
export interface ActiveFault {
  readonly id: number;
  readonly fault: Fault;
  /** How many requests it has hit. */
  readonly hits: number;
  /** When it goes by itself; the sandbox's time in milliseconds. */
  readonly untilMs: number | undefined;
}

/** What is to go wrong with one request: at most one delay and one fault of another kind. */
export interface DrawnFaults {
  latency?: LatencyFault | undefined;
  spoiling?: SpoilingFault | undefined;
}

/** The faults that are switched on, oldest first. Of several that fit a request, the oldest hits. */
export class ActiveFaults {
  readonly #random: () => number;
  readonly #onChange: () => void;
  readonly #active = new Map<number, ActiveFault & { hits: number }>();
  #lastId = 0;

  /** `onChange` hears of faults that come and go, not of hits. */
  constructor(random: () => number, onChange: () => void) {
    this.#random = random;
    this.#onChange = onChange;
  }

  /** @throws {SandboxError} when too many are on. */
  add(fault: Fault, nowMs: number): ActiveFault {
    if (this.list(nowMs).length >= MOST_HELD.faults) {
      throw new SandboxError(`${MOST_HELD.faults} faults are on; clear some before adding more.`);
    }
    const id = ++this.#lastId;
    const untilMs = fault.durationMs === undefined ? undefined : nowMs + fault.durationMs;
    const active = { id, fault, hits: 0, untilMs };
    this.#active.set(id, active);
    this.#onChange();
    return active;
  }

  /** Draws the faults of one request and counts them as hits. */
  draw(request: { service: ServiceName; key: string; method: string }, nowMs: number): DrawnFaults {
    const drawn: DrawnFaults = {};
    for (const active of this.list(nowMs)) {
      const { fault } = active;
      if ((fault.kind === "latency" ? drawn.latency : drawn.spoiling) !== undefined) continue;
      const { service, method, key } = fault.match ?? {};
      if (service !== undefined && service !== request.service) continue;
      if (method !== undefined && method !== request.method) continue;
      if (key !== undefined && !isOf(key, request.key)) continue;
      if (fault.share !== undefined && this.#random() >= fault.share) continue;
      active.hits++;
      if (active.hits === fault.times) this.clear(active.id);
      if (fault.kind === "latency") drawn.latency = fault;
      else drawn.spoiling = fault;
    }
    return drawn;
  }

  list(nowMs: number): (ActiveFault & { hits: number })[] {
    for (const { id, untilMs } of [...this.#active.values()]) {
      if (untilMs !== undefined && nowMs >= untilMs) this.clear(id);
    }
    return [...this.#active.values()];
  }

  /** Says whether there was such a fault. */
  clear(id: number): boolean {
    const wasOn = this.#active.delete(id);
    if (wasOn) this.#onChange();
    return wasOn;
  }

  clearAll(): void {
    this.#active.clear();
    this.#onChange();
  }
}

/** What is set for `sandbox` is meant for the bots without keys, each of which has one that begins so. */
function isOf(key: string, requestKey: string): boolean {
  return key === requestKey || (key === "sandbox" && isSandboxKey(requestKey));
}
