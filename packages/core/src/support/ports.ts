/** What the engine takes from the world, so that a test can hand it another one. */
export interface Ports {
  /** Wall clock, in milliseconds since 1970. */
  nowMs(): number;
  /**
   * A clock that nobody sets, in milliseconds since 1970 as the wall clock had it when the process began. The quota
   * goes by it: with a wall clock put forward, requests would be forgotten that the service still counts.
   */
  steadyMs(): number;
  /** A number from 0 (included) to 1 (excluded). */
  random(): number;
  /**
   * Runs `task` after `delayMs`, once; the returned function cancels it. Only with `keepAlive` does waiting for it
   * keep the process from ending.
   */
  setTimer(task: () => void, delayMs: number, keepAlive: boolean): () => void;
  /** Runs `task` once, after what is happening now: never inside the bot's own call. */
  soon(task: () => void): void;
  /** Runs `task` when the process has nothing left to do; the returned function cancels it. */
  onBeforeExit(task: () => void): () => void;
  /** Runs `task`, which has to end at once, as the last thing before the process ends; the returned function cancels it. */
  onExit(task: () => void): () => void;
}

// Node fires a longer timeout at once.
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** The real world. */
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
  onBeforeExit: (task) => {
    process.once("beforeExit", task);
    return () => process.off("beforeExit", task);
  },
  onExit: (task) => {
    process.once("exit", task);
    return () => process.off("exit", task);
  },
};

/** The given ports, and the real world for the rest. They are bound, so that an object with methods will do. */
export function completePorts(given: Partial<Ports> = {}): Ports {
  return {
    nowMs: given.nowMs?.bind(given) ?? systemPorts.nowMs,
    // Who gives the time gives all of it.
    steadyMs: given.steadyMs?.bind(given) ?? given.nowMs?.bind(given) ?? systemPorts.steadyMs,
    random: given.random?.bind(given) ?? systemPorts.random,
    setTimer: given.setTimer?.bind(given) ?? systemPorts.setTimer,
    soon: given.soon?.bind(given) ?? systemPorts.soon,
    onBeforeExit: given.onBeforeExit?.bind(given) ?? systemPorts.onBeforeExit,
    onExit: given.onExit?.bind(given) ?? systemPorts.onExit,
  };
}
