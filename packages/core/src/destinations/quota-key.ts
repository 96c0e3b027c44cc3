import { sha256Hex } from "../support/sha256.ts";

/**
 * A hash that identifies a key without showing it, the same in every process, so all who spend the key share its quota.
 */
export function quotaKey(service: string, url: string, secret: string): string {
  return sha256Hex(`${service}:${url}:${secret}`).slice(0, 16);
}
