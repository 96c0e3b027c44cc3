import { createHash } from "node:crypto";
import { isSandboxKey } from "@bot-tracker/core/outbox-kit";

/** Names a key in links and forms without holding it. */
export function keyIdOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 12);
}

const LABEL = /… \([0-9a-f]{4}\)$/;

/** Whether it is what stands in place of a key, or the key that everybody knows; what is cut at a space is one too. */
export function isKeyLabel(text: string): boolean {
  return isSandboxKey(text) || text.endsWith("…") || LABEL.test(text);
}

/**
 * A key as a person may see it: its beginning, and something to tell it from another with the same beginning. What was
 * read from a data file is such a label already, and stays as it is.
 */
export function shortenKey(key: string): string {
  if (isSandboxKey(key) || LABEL.test(key)) return key;
  const shown = [...key].slice(0, Math.min(4, Math.floor(key.length / 4))).join("");
  return `${shown}… (${keyIdOf(key).slice(0, 4)})`;
}
