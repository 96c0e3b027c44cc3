import { SandboxError } from "./sandbox-error.ts";

/** @throws {SandboxError} that names the value, its range and what came. */
export function checkInteger(name: string, value: unknown, min: number, max: number, unit = ""): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new SandboxError(`${name} must be an integer from ${min} to ${max}${unit}, not ${shown(value)}.`);
}

/** What came, in a sentence: no longer than a line, whatever it is. */
export function shown(value: unknown): string {
  const text = typeof value === "number" || value === undefined ? String(value) : inJson(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function inJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}
