/** Lets the event loop turn once: microtasks and what was put off with `setImmediate` before have run then. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
