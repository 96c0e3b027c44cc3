/** How long to wait at most, in milliseconds. */
export interface TimeoutOptions {
  /** @default 5000 */
  timeoutMs?: number;
}

const DEFAULT_MS = 5_000;
/** The longest timer there is, 24.8 days: Node fires a longer one at once. */
const LONGEST_MS = 2_147_483_647;

/** The wait in milliseconds. Anything but a number becomes the default: an endless wait would block the bot's exit. */
export function timeoutMsOf(options: TimeoutOptions | undefined): number {
  const timeoutMs = readTimeoutMs(options);
  if (typeof timeoutMs !== "number" || Number.isNaN(timeoutMs)) return DEFAULT_MS;
  return Math.min(Math.max(0, timeoutMs), LONGEST_MS);
}

/** The same for an end that has a time of its own unless one is given. */
export function closeMsOf(options: TimeoutOptions | undefined): number | undefined {
  return readTimeoutMs(options) === undefined ? undefined : timeoutMsOf(options);
}

/** The bot may be at its end, where an option that cannot be read must not keep it from that. */
function readTimeoutMs(options: TimeoutOptions | undefined): unknown {
  try {
    return options?.timeoutMs;
  } catch {
    return undefined;
  }
}
