import { onProcessEnd } from "./process-end.ts";

/** Everything the engine takes from its environment, so that a test can replace it. */
export interface Ports {
  /** Wall clock, in milliseconds since 1970. */
  nowMs(): number;
  /**
   * A clock that nobody can set, in milliseconds since 1970 according to the wall clock when the process started. The
   * quota uses it: if the wall clock jumped forward, the quota would forget requests that the service still counts.
   */
  steadyMs(): number;
  /** A number from 0 (included) to 1 (excluded). */
  random(): number;
  /**
   * Runs `task` once after `delayMs`; the returned function cancels it. The pending timer keeps the process alive only
   * with `keepAlive`.
   */
  setTimer(task: () => void, delayMs: number, keepAlive: boolean): () => void;
  /** Runs `task` once, after the current turn of the event loop: never inside the bot's own call. */
  soon(task: () => void): void;
  /**
   * Runs `task` whenever the process has nothing left to do: again, if the task found something and that is done. The
   * returned function cancels it.
   */
  onBeforeExit(task: () => void): () => void;
  /** Runs the synchronous `task` right before the process exits; the returned function cancels it. */
  onExit(task: () => void): () => void;
}

// Node fires longer timeouts immediately.
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** The real environment. */
export const systemPorts: Ports = {
  nowMs: () => Date.now(),
  steadyMs: () => Math.floor(performance.timeOrigin + performance.now()),
  random: () => Math.random(),
  setTimer: (task, delayMs, keepAlive) => {
    const timer = setTimeout(task, Math.max(0, Math.min(delayMs, LONGEST_TIMEOUT_MS)));
    if (!keepAlive) timer.unref();
    return () => clearTimeout(timer);
  },
  soon: (task) => void setImmediate(task),
  onBeforeExit: (task) => onProcessEnd("beforeExit", task),
  onExit: (task) => onProcessEnd("exit", task),
};

/** The given ports, and the real ones for the rest. Methods are bound, so an object with methods works too. */
export function completePorts(given: Partial<Ports> = {}, real: Ports = systemPorts): Ports {
  return {
    nowMs: given.nowMs?.bind(given) ?? real.nowMs,
    // Whoever supplies one clock supplies both.
    steadyMs: given.steadyMs?.bind(given) ?? given.nowMs?.bind(given) ?? real.steadyMs,
    random: given.random?.bind(given) ?? real.random,
    setTimer: given.setTimer?.bind(given) ?? real.setTimer,
    soon: given.soon?.bind(given) ?? real.soon,
    onBeforeExit: given.onBeforeExit?.bind(given) ?? real.onBeforeExit,
    onExit: given.onExit?.bind(given) ?? real.onExit,
  };
}
