import { type LimitWindow, TGTRACK_WINDOWS } from "../limits/limits.ts";
import { shown } from "../support/check-number.ts";
import { isJsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { NamedLimits } from "./settings-values.ts";

const MAX_WINDOWS = 10;
/** A sliding window remembers each of its requests. */
const MAX_LIMIT = 100_000;
/** A year. */
const MAX_PER_MS = 366 * 86_400_000;

export const NO_LIMITS: NamedLimits = { name: "none", rules: { mode: "fixed", windows: [], offsetMs: 0 } };
export const FIXED_LIMITS: NamedLimits = {
  name: "fixed",
  rules: { mode: "fixed", windows: TGTRACK_WINDOWS, offsetMs: 0 },
};

/** @throws {SandboxError} that names the option, what was expected and what came. */
export function checkLimits(name: string, value: unknown, before: NamedLimits): NamedLimits {
  if (value === before.name) return before;
  if (value === "none") return NO_LIMITS;
  if (value === "fixed") return FIXED_LIMITS;
  if (value === "sliding")
    return { name: "sliding", rules: { mode: "sliding", windows: TGTRACK_WINDOWS, offsetMs: 0 } };
  if (!isJsonObject(value)) {
    throw new SandboxError(`${name} must be "fixed", "sliding", "none" or an object, not ${shown(value)}.`);
  }
  const { mode = "fixed", windows = TGTRACK_WINDOWS, offsetMs = 0 } = value;
  if (mode !== "fixed" && mode !== "sliding") {
    throw new SandboxError(`${name}.mode must be "fixed" or "sliding", not ${shown(mode)}.`);
  }
  if (!Array.isArray(windows) || windows.length > MAX_WINDOWS) {
    throw new SandboxError(
      `${name}.windows must be an array of at most ${MAX_WINDOWS} { limit, perMs }, not ${shown(windows)}.`,
    );
  }
  if (typeof offsetMs !== "number" || !(Math.abs(offsetMs) <= MAX_PER_MS)) {
    throw new SandboxError(
      `${name}.offsetMs must be a number of milliseconds from -${MAX_PER_MS} to ${MAX_PER_MS}, not ${shown(offsetMs)}.`,
    );
  }
  return { name: "custom", rules: { mode, windows: windows.map((window) => checkWindow(name, window)), offsetMs } };
}

function checkWindow(name: string, window: unknown): LimitWindow {
  const { limit, perMs } = isJsonObject(window) ? window : {};
  if (isIntegerUpTo(MAX_LIMIT, limit) && isIntegerUpTo(MAX_PER_MS, perMs)) return { limit, perMs };
  throw new SandboxError(
    `A window of ${name} must be { limit, perMs }, integers from 1 to ${MAX_LIMIT} and from 1 to ${MAX_PER_MS}; got ${shown(window)}.`,
  );
}

function isIntegerUpTo(max: number, value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 && value <= max;
}
