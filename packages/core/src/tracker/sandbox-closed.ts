import { onceInProcess } from "../support/process-registry.ts";

/**
 * Whether the sandbox at `address` was started by this process and is closed now: at the end of a test, say. The
 * sandbox's package, which knows nothing of this one, notes it in the same registry.
 */
export function isSandboxClosed(address: string): boolean {
  const closed = onceInProcess("closed-sandboxes@1", () => new Set<string>());
  return closed.has(new URL(address).origin.replace("//localhost", "//127.0.0.1"));
}
