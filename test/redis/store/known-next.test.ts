import { expect, test } from "vitest";
import { KnownNext } from "../../../packages/redis/src/store/known-next.ts";

test("what comes later is known until its moment, and asked for from then on", () => {
  const known = new KnownNext();
  known.keep("tgtrack", { next: { kind: "later", atMs: 1_005 }, nowMs: 1_000 }, known.turnOf("tgtrack"));
  expect(known.find("tgtrack", 1_004)).toEqual({ kind: "later", atMs: 1_005 });
  expect(known.find("tgtrack", 1_005)).toBeUndefined();
});
