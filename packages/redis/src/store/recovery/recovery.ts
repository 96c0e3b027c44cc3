import type { RequestEnd } from "@bot-tracker/core";
import type { RedisStoreParts } from "../redis-store-parts.ts";
import { forgetOldMoves } from "./forget-old-moves.ts";
import { LostLeases } from "./lost-leases.ts";
import { msSinceFirstMet } from "./ms-since-first-met.ts";
import { ReplayAfterCrash, type Told } from "./replay-after-crash.ts";

/** Longer than the longest pause between two attempts to connect. */
export const REST_AFTER_RESTART_MS = 3_000;

/** How results are reported again. */
export interface TellAgain {
  leases(): Promise<void>;
  delivered(ids: readonly string[]): Promise<void>;
  slotEnd(slot: string, end: RequestEnd): Promise<void>;
  takeBack(destination: string, calls: readonly string[]): Promise<void>;
}

/** What a process has to put right when Redis is back, which may have crashed in the meantime. */
export class Recovery {
  readonly #parts: Pick<RedisStoreParts, "client" | "scope" | "ports">;
  readonly #replay: ReplayAfterCrash;
  readonly #lostLeases: LostLeases;
  /** By the steady clock. */
  #restsUntilMs = Number.NEGATIVE_INFINITY;

  constructor(parts: Pick<RedisStoreParts, "client" | "scope" | "ports">) {
    this.#parts = parts;
    this.#replay = new ReplayAfterCrash(parts.ports.steadyMs);
    this.#lostLeases = new LostLeases(parts.ports.steadyMs);
  }

  /** For how long nothing may be handed out; 0 or less if something may. */
  get restMs(): number {
    return this.#restsUntilMs - this.#parts.ports.steadyMs();
  }

  told(...all: readonly Told[]): void {
    this.#replay.add(...all);
  }

  leaseLost(destination: string, call: string): void {
    this.#lostLeases.add(destination, call);
  }

  async resume({ leases, delivered, slotEnd, takeBack }: TellAgain): Promise<void> {
    const { client, scope, ports } = this.#parts;
    // Before anything is handed out, every process has to have reported what Redis lost.
    const restMs = REST_AFTER_RESTART_MS - (await msSinceFirstMet(client, scope));
    this.#restsUntilMs = ports.steadyMs() + restMs;
    await leases();
    const { delivered: ids, slotEnds } = this.#replay;
    await delivered(ids);
    for (const [destination, calls] of this.#lostLeases.byDestination()) await takeBack(destination, calls);
    await Promise.all(slotEnds.map(({ slot, end }) => slotEnd(slot, end)));
    await forgetOldMoves(client, scope, ports.nowMs());
  }
}
