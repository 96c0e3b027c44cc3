import type { ConnectionParts } from "./connection.ts";
import type { ConnectionProblem } from "./connection-problem.ts";

/** A connection that comes and goes all the time is not said to more often. */
const PAIR_MS = 60_000;

const AWAY_TOPIC = "redis away";
const BACK_TOPIC = "redis back";

/** What has been said of a time without Redis: which problems, by name. */
type Said = ReadonlySet<string>;

/** Says once that Redis is away and why, and once that it is back. */
export class ConnectionMessages {
  readonly #parts: Pick<ConnectionParts, "messages" | "ports">;
  /** Such as "Redis at host:6379". */
  readonly #name: string;
  #hasBeenUp = false;
  #said: Said = new Set();
  #latest: ConnectionProblem | undefined;
  #lastSaidMs = Number.NEGATIVE_INFINITY;
  #cancelLater: (() => void) | undefined;

  constructor(parts: Pick<ConnectionParts, "messages" | "ports">, name: string) {
    this.#parts = parts;
    this.#name = name;
  }

  /** Redis is away, or still is. */
  down(problem: ConnectionProblem): void {
    this.#latest = problem;
    if (this.#cancelLater !== undefined) return;
    const { ports } = this.#parts;
    const waitMs = this.#said.size > 0 ? 0 : this.#lastSaidMs + PAIR_MS - ports.nowMs();
    // More than that is a clock put back.
    if (waitMs <= 0 || waitMs > PAIR_MS) this.#say();
    else {
      this.#cancelLater = ports.setTimer(
        () => {
          this.#cancelLater = undefined;
          this.#say();
        },
        waitMs,
        false,
      );
    }
  }

  up(): void {
    const wasSaid = this.#said.size > 0;
    const word = this.#hasBeenUp ? "is back" : "is reached";
    this.#hasBeenUp = true;
    this.end();
    if (!wasSaid) return;
    const { messages } = this.#parts;
    messages.forget(BACK_TOPIC);
    messages.warn(
      BACK_TOPIC,
      `${this.#name} ${word}. What was recorded meanwhile is moved to it, and sending goes on.`,
    );
  }

  /** Nothing more is said of this time. */
  end(): void {
    this.#cancelLater?.();
    this.#cancelLater = undefined;
    this.#latest = undefined;
    this.#said = new Set();
  }

  #say(): void {
    const problem = this.#latest;
    if (problem === undefined) return;
    const { messages, ports } = this.#parts;
    // After a problem that somebody has to mend, its being away may be the mending.
    const isKnown = problem.kind === "away" ? this.#said.size > 0 : this.#said.has(problem.matter);
    if (isKnown) return;
    this.#said = new Set([...this.#said, problem.kind === "away" ? "away" : problem.matter]);
    this.#lastSaidMs = ports.nowMs();
    const topic = `${AWAY_TOPIC} ${problem.kind}`;
    messages.forget(topic);
    if (problem.kind === "unfit") {
      messages.error(
        topic,
        `${this.#name} cannot be used: ${problem.why}. ${problem.mend}. ${MEANWHILE} It is tried again every half minute.`,
      );
    } else {
      const word = this.#hasBeenUp ? "is away" : "cannot be reached";
      messages.warn(topic, `${this.#name} ${word}: ${problem.why}. ${MEANWHILE}`);
    }
  }
}

const MEANWHILE =
  "The bot goes on: what it records is kept in its local outbox, and nothing is sent until Redis can be used.";
