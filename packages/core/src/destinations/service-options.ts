import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import type { QuotaWindow } from "../outbox/rules/quota.ts";

/** A delivery is leased for a minute: what is still under way then would be sent a second time. */
export const LONGEST_TIMEOUT_MS: number = 50_000;

/** Checks a key or token. The message never shows it. */
export function checkSecret(what: string, secret: unknown): string {
  if (typeof secret !== "string" || secret.trim() === "") {
    throw new TrackerConfigError(`${what} must be a non-empty string, got ${secret === "" ? '""' : typeof secret}.`);
  }
  const trimmed = secret.trim();
  if (/\s|["']|:\/\//.test(trimmed)) {
    throw new TrackerConfigError(
      `${what} must be the bare key, but what came holds a space, a quote or a part of an address. Give only the key.`,
    );
  }
  return trimmed;
}

/** Checks a service's address and takes slashes off its end. The message does not show it: it may hold a key. */
export function checkServiceUrl(what: string, url: string, secret: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || (parsed.protocol !== "https:" && parsed.protocol !== "http:")) {
    throw new TrackerConfigError(`${what} must be an address that begins with https:// or http://.`);
  }
  if (parsed.search !== "" || parsed.hash !== "" || parsed.username !== "" || parsed.password !== "") {
    throw new TrackerConfigError(`${what} must be a plain address without user, password, "?" and "#".`);
  }
  if (parsed.pathname.split("/").includes(encodeURIComponent(secret))) {
    throw new TrackerConfigError(`${what} must not hold the key: it is added to the address. Give the part before it.`);
  }
  // From its parsed form: two spellings of one address must not be given a quota each.
  return (parsed.origin + parsed.pathname).replace(/\/+$/, "");
}

export function checkTimeoutMs(what: string, timeoutMs: number): number {
  if (Number.isFinite(timeoutMs) && timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS) return timeoutMs;
  throw new TrackerConfigError(`${what} must be from 1 to ${LONGEST_TIMEOUT_MS} milliseconds, got ${timeoutMs}.`);
}

export function checkQuotaLimits(what: string, windows: readonly QuotaWindow[]): readonly QuotaWindow[] {
  for (const { limit, perMs, maxServerDelayMs } of windows) {
    if (!Number.isSafeInteger(limit) || limit <= 0 || !Number.isFinite(perMs) || perMs <= 0) {
      throw new TrackerConfigError(
        `${what} must be limits such as { limit: 3, perMs: 1000 }, got { limit: ${limit}, perMs: ${perMs} }.`,
      );
    }
    if (maxServerDelayMs === undefined || (Number.isFinite(maxServerDelayMs) && maxServerDelayMs >= 0)) continue;
    throw new TrackerConfigError(
      `${what} must have as \`maxServerDelayMs\` a number of milliseconds from 0, got ${maxServerDelayMs}.`,
    );
  }
  return windows;
}
