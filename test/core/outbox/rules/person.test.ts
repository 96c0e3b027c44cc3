import fc from "fast-check";
import { expect, test } from "vitest";
import { nextPerson, type Person, type PersonChange } from "../../../../packages/core/src/outbox/rules/person.ts";

function run(changes: PersonChange[], known?: Person) {
  let person = known;
  const verdicts = changes.map((change) => {
    const step = nextPerson(person, change);
    person = step.person;
    return step.verdict;
  });
  return { verdicts, person };
}

const start = (date: number): PersonChange => ({ kind: "start", date });
const stop = (date: number): PersonChange => ({ kind: "stop", date });
const unblock = (date: number): PersonChange => ({ kind: "unblock", date });

test("the first start is `started`, every later one `returned`", () => {
  expect(run([start(100), start(200), start(300)]).verdicts).toEqual(["started", "returned", "returned"]);
});

test("a start after a block is `returned` and clears the block, so that the next block counts", () => {
  expect(run([start(100), stop(200), start(300), stop(400)]).verdicts).toEqual([
    "started",
    "stopped",
    "returned",
    "stopped",
  ]);
});

test("row 31: of many blocks without a start between them one counts", () => {
  expect(run([start(100), stop(200), stop(200), stop(201), stop(999)]).verdicts).toEqual([
    "started",
    "stopped",
    "unchanged",
    "unchanged",
    "unchanged",
  ]);
});

test("a block of somebody unknown counts: they started before the tracker came", () => {
  expect(run([stop(100)])).toMatchObject({ verdicts: ["stopped"], person: { blocked: true, seenAt: 100 } });
});

test("row 33: block, unblock and start are one stop and one start", () => {
  expect(run([start(100), stop(200), unblock(300), start(300)]).verdicts).toEqual([
    "started",
    "stopped",
    "unblocked",
    "returned",
  ]);
});

test("row 34: a start that overtakes its unblock leaves nothing for the unblock to change", () => {
  expect(run([start(100), stop(200), start(301), unblock(300)])).toMatchObject({
    verdicts: ["started", "stopped", "returned", "unchanged"],
    person: { blocked: false, seenAt: 301 },
  });
});

test("row 35: a block delivered after the start that followed it is not applied", () => {
  expect(run([start(100), start(300), stop(200)])).toMatchObject({
    verdicts: ["started", "returned", "unchanged"],
    person: { blocked: false, seenAt: 300 },
  });
});

test("row 35: a block older than an unblock is not applied, even if the unblock changed nothing", () => {
  expect(run([start(100), unblock(300), stop(200)])).toMatchObject({
    verdicts: ["started", "unchanged", "unchanged"],
    person: { blocked: false, seenAt: 300 },
  });
});

test("a block in the same second as the start is applied: a start is quicker undone than foreseen", () => {
  expect(run([start(100), stop(100)]).verdicts).toEqual(["started", "stopped"]);
});

test("row 36: an unblock without a start lifts the block, so that the next block counts", () => {
  expect(run([start(100), stop(200), unblock(300), stop(400)]).verdicts).toEqual([
    "started",
    "stopped",
    "unblocked",
    "stopped",
  ]);
});

test("a start that comes late is reported, and lifts no newer block", () => {
  expect(run([start(100), stop(300), start(200), stop(301)])).toMatchObject({
    verdicts: ["started", "stopped", "returned", "unchanged"],
    person: { blocked: true, seenAt: 301 },
  });
});

test("an unblock that comes late lifts no newer block", () => {
  expect(run([stop(100), stop(300), unblock(200), stop(301)])).toMatchObject({
    verdicts: ["stopped", "unchanged", "unchanged", "unchanged"],
    person: { blocked: true, seenAt: 301 },
  });
});

test("a start in the second of the block lifts it: one that was blocked again would come again", () => {
  expect(run([stop(100), start(100), stop(200)]).verdicts).toEqual(["stopped", "returned", "stopped"]);
});

test("what happens at this moment is newer than all that is known, whatever the machine's clock says", () => {
  const now = { date: 70, isNow: true };
  expect(run([start(100), { kind: "stop", ...now }, unblock(90), { kind: "stop", ...now }])).toMatchObject({
    verdicts: ["started", "stopped", "unchanged", "unchanged"],
    person: { blocked: true, seenAt: 100 },
  });
  expect(run([stop(100), { kind: "start", ...now }]).person).toMatchObject({ blocked: false, seenAt: 100 });
});

test("in whatever order they arrive, the newest change says whether the person blocks the bot", () => {
  const changes = fc.uniqueArray(
    fc.record({ kind: fc.constantFrom("start", "stop", "unblock"), date: fc.integer({ min: 1, max: 1_000 }) }),
    { selector: ({ date }) => date, minLength: 1 },
  );
  fc.assert(
    fc.property(changes, (arriving) => {
      const newest = arriving.toSorted((one, other) => other.date - one.date)[0];
      expect(run(arriving).person).toMatchObject({ blocked: newest?.kind === "stop", seenAt: newest?.date });
    }),
  );
});

test("what was known is never changed in place", () => {
  const known = Object.freeze({ started: true, blocked: false, since: 100, seenAt: 100 });
  for (const change of [start(200), stop(200), unblock(200)]) nextPerson(known, change);
  expect(known).toEqual({ started: true, blocked: false, since: 100, seenAt: 100 });
});

const told = (changes: PersonChange[]) => {
  const { started, blocked, since } = run(changes).person ?? {};
  return { started, blocked, since };
};

test("row 76: who pressed START again and again has started since the first time", () => {
  expect(told([start(100), start(200), start(300)])).toEqual({ started: true, blocked: false, since: 100 });
});

test("a block, its lifting and a start after it are each a change, and what changes nothing is none", () => {
  expect(told([start(100), stop(200), stop(250)])).toEqual({ started: true, blocked: true, since: 200 });
  expect(told([start(100), stop(200), unblock(300), start(301)])).toEqual({
    started: true,
    blocked: false,
    since: 300,
  });
  expect(told([start(100), stop(200), start(300), unblock(301)])).toEqual({
    started: true,
    blocked: false,
    since: 300,
  });
});

test("who blocked the bot and was never seen to start it has not started, until they do", () => {
  expect(told([stop(100)])).toEqual({ started: false, blocked: true, since: 100 });
  expect(told([unblock(100)])).toEqual({ started: false, blocked: false, since: 100 });
  expect(told([stop(100), unblock(200)])).toEqual({ started: false, blocked: false, since: 200 });
  expect(told([stop(100), start(200)])).toEqual({ started: true, blocked: false, since: 200 });
});

test("what comes late may still tell of a first start, and sets no later time back", () => {
  expect(told([stop(300), start(200)])).toEqual({ started: true, blocked: true, since: 300 });
  expect(told([start(300), stop(200)])).toEqual({ started: true, blocked: false, since: 300 });
});
