import type { ConnectionParts } from "./connection.ts";
import type { ConnectionProblem } from "./connection-problem.ts";

/** Reports a flapping connection at most once a minute. */
const PAIR_MS = 60_000;

const AWAY_TOPIC = "redis away";
const BACK_TOPIC = "redis back";

/** Which problems of one outage have been reported, by name. */
type Said = ReadonlySet<string>;

/** Reports once that Redis is unavailable and why, and once that it is back. */
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

  /** Redis became unavailable, or still is. */
  down(problem: ConnectionProblem): void {
    this.#latest = problem;
    if (this.#cancelLater !== undefined) return;
    const { ports } = this.#parts;
    const waitMs = this.#said.size > 0 ? 0 : this.#lastSaidMs + PAIR_MS - ports.nowMs();
    // A longer wait means that the clock was set back.
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
    const word = this.#hasBeenUp ? "is back" : "is connected";
    this.#hasBeenUp = true;
    this.end();
    if (!wasSaid) return;
    const { messages } = this.#parts;
    messages.forget(BACK_TOPIC);
    messages.warn(
      BACK_TOPIC,
      `${this.#name} ${word}. What was recorded in the meantime is being moved to it, and sending resumes.`,
    );
  }

  /** Nothing more is reported of this outage. */
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
    // Once somebody has to fix something, Redis may be down because it is being fixed.
    const isKnown = problem.kind === "away" ? this.#said.size > 0 : this.#said.has(problem.matter);
    if (isKnown) return;
    this.#said = new Set([...this.#said, problem.kind === "away" ? "away" : problem.matter]);
    this.#lastSaidMs = ports.nowMs();
    const topic = `${AWAY_TOPIC} ${problem.kind}`;
    messages.forget(topic);
    if (problem.kind === "unfit") {
      messages.error(
        topic,
        `${this.#name} cannot be used: ${problem.why}. ${problem.mend}. ${MEANWHILE} Retrying every 30 seconds.`,
      );
    } else {
      const word = this.#hasBeenUp ? "is unavailable" : "cannot be reached";
      messages.warn(topic, `${this.#name} ${word}: ${problem.why}. ${MEANWHILE}`);
    }
  }
}

const MEANWHILE =
  "The bot keeps running: what it records stays in its local outbox, and nothing is sent until Redis can be used.";
