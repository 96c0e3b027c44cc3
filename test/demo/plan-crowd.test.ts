import fc from "fast-check";
import { expect, test } from "vitest";
import type { BotRole } from "../../examples/demo/src/cast/bot-role.ts";
import { CAST } from "../../examples/demo/src/cast/cast.ts";
import type { PlannedDeed } from "../../examples/demo/src/crowd/deed.ts";
import { planCrowd } from "../../examples/demo/src/crowd/plan-crowd.ts";
import { seededRandom } from "../../examples/demo/src/crowd/seeded-random.ts";

const planWith = (role: BotRole, seed: number): PlannedDeed[] =>
  planCrowd(role, 0, { arrivalsMs: 40_000, pauseMs: 4_000, random: seededRandom(seed) });

const roles = fc.constantFrom(...CAST);
const seeds = fc.integer();

test("the same seed plans the same crowd", () => {
  fc.assert(
    fc.property(roles, seeds, (role, seed) => {
      expect(planWith(role, seed)).toEqual(planWith(role, seed));
    }),
  );
});

test("chance changes who does what, and never how many", () => {
  fc.assert(
    fc.property(roles, seeds, (role, seed) => {
      const plan = planWith(role, seed);
      const count = (kind: string) => plan.filter(({ deed }) => deed.kind === kind).length;
      const { people, returns, lessons, talks, phones, checkouts, payments, blocks } = role.crowd;
      expect(new Set(plan.map(({ person }) => person.id)).size).toBe(people);
      expect(count("start")).toBe(people + returns);
      expect({ lesson: count("lesson"), talk: count("talk"), phone: count("phone") }).toEqual({
        lesson: lessons,
        talk: talks,
        phone: phones,
      });
      expect({ checkout: count("checkout"), pay: count("pay"), block: count("block") }).toEqual({
        checkout: checkouts,
        pay: payments,
        block: blocks,
      });
    }),
  );
});

test("nobody writes to a bot they have blocked, and goals and money come after the last ad", () => {
  fc.assert(
    fc.property(roles, seeds, (role, seed) => {
      for (const way of Map.groupBy(planWith(role, seed), ({ person }) => person.id).values()) {
        const kinds = way.map(({ deed }) => deed.kind);
        expect(kinds[0]).toBe("start");
        for (const [index, kind] of kinds.entries()) {
          if (kinds[index - 1] === "block") expect(kind).toBe("start");
        }
        const lastStart = kinds.lastIndexOf("start");
        for (const kind of ["phone", "checkout", "pay"] as const) {
          if (kinds.includes(kind)) expect(kinds.indexOf(kind)).toBeGreaterThan(lastStart);
        }
      }
    }),
  );
});

test("who comes back comes by another ad", () => {
  fc.assert(
    fc.property(roles, seeds, (role, seed) => {
      for (const way of Map.groupBy(planWith(role, seed), ({ person }) => person.id).values()) {
        const codes = way.flatMap(({ deed }) => (deed.kind === "start" ? [deed.code] : []));
        expect(new Set(codes).size).toBe(codes.length);
      }
    }),
  );
});
