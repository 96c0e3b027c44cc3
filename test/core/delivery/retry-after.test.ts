import { describe, expect, it } from "vitest";
import { retryAfterMs } from "../../../packages/core/src/delivery/retry-after.ts";

const NOW_MS = Date.parse("2026-11-20T12:00:00Z");

describe("Retry-After", () => {
  it.each([
    ["seconds", "120", 120_000],
    ["no wait at all", "0", 0],
    ["a fraction of a second", "0.5", 500],
    ["an HTTP date", "Fri, 20 Nov 2026 12:00:30 GMT", 30_000],
    ["an HTTP date gone by", "Fri, 20 Nov 2026 11:00:00 GMT", 0],
    ["spaces around", " 7 ", 7000],
  ])("is read as %s", (_what, header, expected) => {
    expect(retryAfterMs(header, NOW_MS)).toBe(expected);
  });

  it.each([undefined, "", "soon", "-5", "7 apples", "1e9", []])("is left alone when it says nothing: %j", (header) => {
    expect(retryAfterMs(header, NOW_MS)).toBeUndefined();
  });
});
