import { isDate } from "./is-date.ts";
/** A normalised value, or why it was refused. */
export type Checked<T> = { ok: true; value: T } | Refused;

export interface Refused {
  ok: false;
  message: string;
  /** The mistake without the value that came: the same each time it is made. */
  mistake?: string;
}

export function valid<T>(value: T): Checked<T> {
  return { ok: true, value };
}

export function problem(message: string): { ok: false; message: string } {
  return { ok: false, message };
}

/** A value as messages show it: short and on one line. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined)
    return `${value}`;
  if (typeof value === "bigint") return `${value}n`;
  if (isDate(value)) return "an invalid Date";
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
