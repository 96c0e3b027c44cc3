/** `warning`: it works, but maybe not for long or not as meant. `problem`: something is lost or will be. */
export type CheckLevel = "ok" | "warning" | "problem";

/** One thing the doctor looked at. */
export interface Check {
  name: string;
  level: CheckLevel;
  message: string;
  /** What to do. */
  advice?: string;
}

export function ok(name: string, message: string): Check {
  return { name, level: "ok", message };
}

export function warning(name: string, message: string, advice: string): Check {
  return { name, level: "warning", message, advice };
}

export function problem(name: string, message: string, advice: string): Check {
  return { name, level: "problem", message, advice };
}
