import { sha256Hex } from "../support/sha256.ts";

/** Tells apart senders that are made of different parts, and shows none of them: keys are among them. */
export function senderIdentity(parts: readonly unknown[]): string {
  return sha256Hex(JSON.stringify(parts)).slice(0, 32);
}
