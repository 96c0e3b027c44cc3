/**
 * `skipped`: could not be checked here, for a reason that is no fault. `warning`: it works, but perhaps not for long or
 * not as intended. `problem`: data is being lost, or will be.
 */
export type CheckLevel = "ok" | "skipped" | "warning" | "problem";

/** One finding of the doctor. */
export interface Check {
  name: string;
  level: CheckLevel;
  message: string;
  /** What to do about it. */
  advice?: string;
}

export function ok(name: string, message: string): Check {
  return { name, level: "ok", message };
}

/** `advice`: how to have it checked. */
export function skipped(name: string, message: string, advice: string): Check {
  return { name, level: "skipped", message, advice };
}

export function warning(name: string, message: string, advice: string): Check {
  return { name, level: "warning", message, advice };
}

export function problem(name: string, message: string, advice: string): Check {
  return { name, level: "problem", message, advice };
}
