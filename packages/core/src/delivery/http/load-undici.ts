/** undici, as this package depends on it. */
export type Undici = typeof import("undici");

/**
 * undici, or undefined where it cannot be loaded or is not really undici: Bun puts a stub in its place that never
 * sends, and Workers cannot start it. Loading takes longer than the rest of this package, so that it is left until the
 * first request.
 *
 * It is loaded by a name that no bundler can read. One that took undici into a bot's bundle would rename the bot's own
 * `AbortSignal` with it (esbuild does, and frameworks look at that name), or leave files out that undici needs.
 */
export function loadUndici(): Undici | undefined {
  try {
    if (process.versions["bun"] !== undefined) return undefined;
    const { createRequire } = process.getBuiltinModule("node:module");
    const undici: Undici = createRequire(import.meta.url)(["undici"].join());
    return typeof undici.Agent.prototype.dispatch === "function" ? undici : undefined;
  } catch {
    return undefined;
  }
}
