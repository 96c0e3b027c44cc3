import { onceInProcess } from "./process-registry.ts";

/** `beforeExit`: nothing is left to do; may come several times. `exit`: only synchronous work is still done. */
export type ProcessEnd = "beforeExit" | "exit";

/**
 * Runs `task` at each such event; the returned function cancels it. However many tasks there are, the process has one
 * listener for each event: with more than ten, Node warns of a leak. What a task throws keeps no other from its end.
 */
export function onProcessEnd(event: ProcessEnd, task: () => void): () => void {
  const tasks = onceInProcess(`${event}@1`, () => {
    const tasks = new Set<{ run(): void }>();
    process.on(event, () => {
      for (const each of [...tasks]) runQuietly(each.run);
    });
    return tasks;
  });
  // An object of its own: the same function may be given twice.
  const entry = { run: task };
  tasks.add(entry);
  return () => tasks.delete(entry);
}

function runQuietly(task: () => void): void {
  try {
    task();
  } catch {
    // Nobody is left to be told.
  }
}
