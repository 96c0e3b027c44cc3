import { errorText } from "./error-text.ts";

/** What two errors have in common that differ only in numbers and quoted values: one message tells of both. */
export function errorKind(error: unknown): string {
  return errorText(error).replaceAll(/"[^"]*"|\d+/g, "");
}
