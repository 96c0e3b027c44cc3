import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeliveryClass } from "../../../../packages/core/src/outbox/delivery.ts";
import {
  NO_TURNS,
  nextClass,
  SHARING_CLASSES,
  type SharingClass,
  TURN_STEPS,
  takeTurn,
} from "../../../../packages/core/src/outbox/rules/fair-shares.ts";

/** Has something sent each time, of the classes that wait then; gives who went. */
function run(moments: readonly (readonly DeliveryClass[])[]): (DeliveryClass | undefined)[] {
  let turns = NO_TURNS;
  return moments.map((waiting) => {
    const name = nextClass(turns, (each) => waiting.includes(each));
    if (name !== undefined) turns = takeTurn(turns, name);
    return name;
  });
}

const moments = fc.array(fc.subarray<DeliveryClass>(["goal", ...SHARING_CLASSES]), { maxLength: 200 });

test("while all of them wait, stops, events and activity go 4 : 2 : 1", () => {
  const went = run(Array.from({ length: 7_000 }, () => SHARING_CLASSES));
  const count = (name: SharingClass): number => went.filter((each) => each === name).length;
  expect(SHARING_CLASSES.map(count)).toEqual([4_000, 2_000, 1_000]);
});

test("over any stretch in which two classes wait, what they got differs from their shares by a step of each", () => {
  fc.assert(
    fc.property(
      moments,
      moments,
      fc.subarray([...SHARING_CLASSES], { minLength: 2 }),
      fc.nat({ max: 100 }),
      (before, during, both, skipped) => {
        const stretch = during.map((waiting) => [...new Set([...waiting, ...both])]);
        const went = run([...before, ...stretch]).slice(before.length + skipped);
        const gotOf = (name: SharingClass): number => went.filter((each) => each === name).length * TURN_STEPS[name];
        for (const one of both) {
          for (const other of both) {
            expect(Math.abs(gotOf(one) - gotOf(other))).toBeLessThanOrEqual(TURN_STEPS[one] + TURN_STEPS[other]);
          }
        }
      },
    ),
  );
});

test("no class that waits sees more than eight others of these go before it", () => {
  fc.assert(
    fc.property(moments, fc.constantFrom(...SHARING_CLASSES), (before, name) => {
      const all = Array.from({ length: 9 }, () => SHARING_CLASSES);
      expect(run([...before, ...all]).slice(before.length)).toContain(name);
    }),
  );
});

test("something goes whenever something waits, a goal first, and a class alone has all", () => {
  fc.assert(
    fc.property(moments, (each) => {
      run(each).forEach((name, index) => {
        const waiting = each[index] ?? [];
        if (waiting.length === 0) expect(name).toBeUndefined();
        else expect(waiting).toContain(name);
        if (waiting.includes("goal")) expect(name).toBe("goal");
      });
    }),
  );
});

test("a class that comes when it has not been waiting goes next, and gains nothing by having waited for nothing", () => {
  const alone = Array.from({ length: 1_000 }, () => ["stop" as const]);
  const together = Array.from({ length: 7 }, () => SHARING_CLASSES);
  const went = run([...alone, ...together]).slice(alone.length);
  expect(went[0]).toBe("event");
  expect(went.filter((name) => name === "stop").length).toBeGreaterThanOrEqual(3);
});

test("the turns stay small numbers for ever, as they are part of a file", () => {
  fc.assert(
    fc.property(moments, (each) => {
      let turns = NO_TURNS;
      for (const waiting of each) {
        const name = nextClass(turns, (one) => waiting.includes(one));
        if (name !== undefined) turns = takeTurn(turns, name);
        for (const one of SHARING_CLASSES) {
          expect(Number.isInteger(turns[one])).toBe(true);
          expect(turns[one]).toBeGreaterThanOrEqual(0);
          expect(turns[one]).toBeLessThanOrEqual(TURN_STEPS[one]);
        }
      }
    }),
  );
});
