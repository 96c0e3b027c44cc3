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
export function loadUndici(places: readonly (string | undefined)[] = undiciPlaces()): Undici | undefined {
  if (process.versions["bun"] !== undefined) return undefined;
  for (const place of places) {
    const undici = place === undefined ? undefined : loadFrom(place);
    if (undici !== undefined) return undici;
  }
  return undefined;
}

/**
 * From where undici is looked for. In a bundle the first place is none (esbuild, CommonJS) or a path of the machine that
 * made the bundle (webpack); then undici may stand beside the program.
 */
function undiciPlaces(): (string | undefined)[] {
  return [ownPlace(), process.argv[1]];
}

function ownPlace(): string | undefined {
  try {
    return import.meta.url;
  } catch {
    // The CommonJS build makes it of `__filename`, which is nothing in an ES module that a bundler has put it into.
    return undefined;
  }
}

function loadFrom(place: string): Undici | undefined {
  try {
    const { createRequire } = process.getBuiltinModule("node:module");
    const undici: Undici = createRequire(place)(["undici"].join());
    return isUsable(undici) ? undici : undefined;
  } catch {
    return undefined;
  }
}

/** What stands beside a program may be of any age: one without this has no handlers of the kind that is used here. */
function isUsable({ Agent, EnvHttpProxyAgent }: Partial<Undici>): boolean {
  return typeof Agent?.prototype.dispatch === "function" && typeof EnvHttpProxyAgent === "function";
}
