import type { Ports } from "../../../support/ports.ts";
import type { Fallback } from "./fallback.ts";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/** Brings what memory has kept back into the file that can be written again, a part at a time: the bot goes on between. */
export class ReturnToFile {
  readonly #fallback: Fallback;
  readonly #ports: Pick<Ports, "nowMs" | "setTimer">;
  #pauseMs = FIRST_PAUSE_MS;
  #cancel = (): void => {};

  constructor(fallback: Fallback, ports: Pick<Ports, "nowMs" | "setTimer">) {
    this.#fallback = fallback;
    this.#ports = ports;
  }

  start(): void {
    this.stop();
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#step();
  }

  stop(): void {
    this.#cancel();
  }

  /** All at once, as far as the file takes it. */
  finish(): void {
    this.stop();
    while (this.#fallback.moveSome(this.#ports.nowMs()) === "more");
  }

  #step(): void {
    const moved = this.#fallback.moveSome(this.#ports.nowMs());
    if (moved === "all") return;
    // There may be room for what is small, and not yet for this. What is in memory is sent from there meanwhile.
    const pauseMs = moved === "more" ? 0 : this.#pauseMs;
    this.#pauseMs = moved === "more" ? FIRST_PAUSE_MS : Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    this.#cancel = this.#ports.setTimer(() => this.#step(), pauseMs, false);
  }
}
