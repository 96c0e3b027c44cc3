import { nodeModule } from "./node-module.ts";
import { sha256 } from "./portable-sha256.ts";

const BLOCK_BYTES = 64;

/** SHA-256 of text as UTF-8, in hex. */
export function sha256Hex(text: string): string {
  return toHex(sha256Of(text));
}

/** SHA-256 of text as UTF-8. */
export function sha256Of(text: string): Uint8Array {
  const crypto = nodeModule("node:crypto");
  return crypto === undefined ? sha256(toBytes(text)) : crypto.createHash("sha256").update(text).digest();
}

/** HMAC-SHA256 of the parts one after another, in hex. Text is taken as UTF-8. */
export function hmacSha256Hex(key: string, ...parts: readonly (string | Uint8Array)[]): string {
  const crypto = nodeModule("node:crypto");
  if (crypto === undefined) return toHex(hmacSha256(toBytes(key), joined(parts.map(toBytes))));
  const hmac = crypto.createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** RFC 2104. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(BLOCK_BYTES);
  padded.set(key.length > BLOCK_BYTES ? sha256(key) : key);
  const [inner, outer] = [0x36, 0x5c].map((pad) => padded.map((byte) => byte ^ pad)) as [Uint8Array, Uint8Array];
  return sha256(joined([outer, sha256(joined([inner, message]))]));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function toBytes(part: string | Uint8Array): Uint8Array {
  return typeof part === "string" ? new TextEncoder().encode(part) : part;
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
