const REGISTRY = Symbol.for("@bot-tracker/process");
const CLOSED = "closed-sandboxes@1";

/**
 * Notes whether this process's sandbox at `url` is closed. The trackers of the same process look there: without it, a
 * test's bot would go on complaining of a sandbox that the test has closed, and hold up the end of the process. The
 * registry is the core's, and so are the names of what it holds.
 */
export function noteClosed(url: string, isClosed: boolean): void {
  const holder = globalThis as { [REGISTRY]?: Map<string, object> };
  holder[REGISTRY] ??= new Map();
  const closed = (holder[REGISTRY].get(CLOSED) as Set<string> | undefined) ?? new Set();
  holder[REGISTRY].set(CLOSED, closed);
  if (isClosed) closed.add(url);
  else closed.delete(url);
}
