import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../../../packages/core/src/support/portable-sha256.ts";
import { hmacSha256, hmacSha256Hex, sha256Hex } from "../../../packages/core/src/support/sha256.ts";

const bytes = fc.uint8Array({ maxLength: 300 });
const hex = (given: Uint8Array): string => Buffer.from(given).toString("hex");

test("a runtime without Node's hashes gets the same ones", () => {
  fc.assert(
    fc.property(bytes, (message) => {
      expect(hex(sha256(message))).toBe(createHash("sha256").update(message).digest("hex"));
    }),
  );
});

test("so it does around the ends of a block, and for a long message", () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 100_000]) {
    const message = new Uint8Array(length).fill(0xa5);
    expect(hex(sha256(message))).toBe(createHash("sha256").update(message).digest("hex"));
  }
});

test("a runtime without Node's signatures gets the same ones, by keys of any length", () => {
  fc.assert(
    fc.property(bytes, bytes, (key, message) => {
      expect(hex(hmacSha256(key, message))).toBe(createHmac("sha256", key).update(message).digest("hex"));
    }),
  );
});

test("on Node, hashes and signatures are Node's own", () => {
  expect(sha256Hex("ключ")).toBe(createHash("sha256").update("ключ").digest("hex"));
  const signed = createHmac("sha256", "ключ").update("1.").update("тело").digest("hex");
  expect(hmacSha256Hex("ключ", "1.", "тело")).toBe(signed);
  expect(hmacSha256Hex("ключ", "1.", new TextEncoder().encode("тело"))).toBe(signed);
});
