import { expect, test } from "vitest";
import { type Known, KnownNext } from "../../../packages/redis/src/store/known-next.ts";

const READY: Known["next"] = { kind: "ready", class: "event", count: 1, bytes: 10, oldestAtMs: 900 };

function knowing(known: Known): KnownNext {
  const all = new KnownNext();
  all.keep("tgtrack", known, all.turnOf("tgtrack"));
  return all;
}

test("what comes later is known until its moment, and asked for from then on", () => {
  const next: Known["next"] = { kind: "later", atMs: 1_005 };
  const known = knowing({ next, untilMs: 1_005, nowMs: 1_000 });
  expect(known.find("tgtrack", 1_004)).toEqual(next);
  expect(known.find("tgtrack", 1_005)).toBeUndefined();
});

test("what is ready is known until the time changes it, and for 15 seconds at most", () => {
  const known = knowing({ next: READY, untilMs: 3_000, nowMs: 1_000 });
  expect(known.find("tgtrack", 2_999)).toEqual(READY);
  expect(known.find("tgtrack", 3_000)).toBeUndefined();
  const lasting = knowing({ next: READY, untilMs: Number.POSITIVE_INFINITY, nowMs: 1_000 });
  expect(lasting.find("tgtrack", 15_999)).toEqual(READY);
  expect(lasting.find("tgtrack", 16_000)).toBeUndefined();
});

test("what is ready is not known any longer once something was added", () => {
  const known = knowing({ next: READY, untilMs: Number.POSITIVE_INFINITY, nowMs: 1_000 });
  known.forget("tgtrack");
  expect(known.find("tgtrack", 1_001)).toBeUndefined();
});
