import { type LimitWindow, TGTRACK_WINDOWS } from "../limits/limits.ts";
import { isJsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { NamedLimits } from "./settings-values.ts";

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
    throw new SandboxError(`${name} must be "fixed", "sliding", "none" or an object, not ${JSON.stringify(value)}.`);
  }
  const { mode = "fixed", windows = TGTRACK_WINDOWS, offsetMs = 0 } = value;
  if (mode !== "fixed" && mode !== "sliding") {
    throw new SandboxError(`${name}.mode must be "fixed" or "sliding", not ${JSON.stringify(mode)}.`);
  }
  if (!Array.isArray(windows)) {
    throw new SandboxError(`${name}.windows must be an array of { limit, perMs }, not ${JSON.stringify(windows)}.`);
  }
  if (typeof offsetMs !== "number" || !Number.isFinite(offsetMs)) {
    throw new SandboxError(`${name}.offsetMs must be a number of milliseconds, not ${JSON.stringify(offsetMs)}.`);
  }
  return { name: "custom", rules: { mode, windows: windows.map((window) => checkWindow(name, window)), offsetMs } };
}

function checkWindow(name: string, window: unknown): LimitWindow {
  const { limit, perMs } = isJsonObject(window) ? window : {};
  if (isWholeAboveZero(limit) && isWholeAboveZero(perMs)) return { limit, perMs };
  throw new SandboxError(
    `A window of ${name} must be { limit, perMs }, both positive integers; got ${JSON.stringify(window)}.`,
  );
}

function isWholeAboveZero(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}
