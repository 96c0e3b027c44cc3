// Redis before 7.0 says it in the middle of a script's error.
const SIGNS = /\b(OOM command not allowed|MISCONF|NOREPLICAS|BUSY|NOPERM|READONLY|LOADING|MASTERDOWN)\b|timed out/;

/**
 * Whether Redis takes nothing at present, because it is full, say. Then a refusal tells nothing about what was refused.
 */
export function isRefusedToAll(error: unknown): boolean {
  return SIGNS.test(error instanceof Error ? error.message : String(error));
}
