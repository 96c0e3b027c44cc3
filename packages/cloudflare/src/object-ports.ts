import type { Ports } from "@bot-tracker/core";

/** What an object has of clocks and timers. Cloudflare sets its clocks, and nobody else does. */
export const objectPorts: Ports = {
  nowMs: () => Date.now(),
  steadyMs: () => Date.now(),
  random: () => Math.random(),
  setTimer(task, delayMs) {
    const timer = setTimeout(task, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
  soon: (task) => void setTimeout(task, 0),
  // An object ends without a word.
  onBeforeExit: () => () => {},
  onExit: () => () => {},
};
