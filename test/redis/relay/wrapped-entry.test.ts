import { destinationsBehind } from "@bot-tracker/core/outbox-kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unwrapEntry, unwrapResult, wrapEntry } from "../../../packages/redis/src/relay/wrapped-entry.ts";
import { DAY_MS, delivery, START_MS } from "../../core/outbox/outbox-fixtures.ts";

const start = delivery("start", { class: "start", userId: "7", dedupeKeys: ["a", "p:7:b"] });
const activity = delivery("activity", {
  destination: "howusedbot",
  class: "activity",
  userId: "7",
  dedupeKeys: ["a"],
  expiresAtMs: START_MS + 3_600_000,
});
const DELIVER_BOTH = {
  items: [
    { kind: "deliver", delivery: start },
    { kind: "deliver", delivery: activity },
  ],
} as const;

describe("an entry on its way to Redis", () => {
  it("is one delivery, as valuable as the best in it and kept as long as the longest", () => {
    expect(wrapEntry(DELIVER_BOTH, START_MS)).toMatchObject({
      destination: '["howusedbot","tgtrack"]',
      class: "start",
      userId: "7",
      dedupeKeys: ["a", "p:7:b"],
      createdAtMs: START_MS,
      expiresAtMs: START_MS + 21 * DAY_MS,
      onLostAnswer: "resend",
    });
  });

  it("comes out as it went in, under the id it had here", () => {
    const staged = { ...wrapEntry(DELIVER_BOTH, START_MS), id: "here-1", attempts: 2 };
    expect(unwrapEntry(staged)).toEqual({ id: "here-1", entry: DELIVER_BOTH, recordedAtMs: START_MS });
  });

  it("is packed once, when that is first asked for, and not while the bot waits for its call", () => {
    let reads = 0;
    const counted = {
      ...start,
      get body() {
        reads++;
        return start.body;
      },
    };
    const wrapped = wrapEntry({ items: [{ kind: "deliver", delivery: counted }] }, START_MS);
    expect(reads).toBe(0);
    const { body } = wrapped;
    const readsOfOne = reads;
    expect([wrapped.body, reads]).toEqual([body, readsOfOne]);
    expect(unwrapEntry({ ...wrapped, id: "1", attempts: 0 })?.entry.items).toEqual([
      { kind: "deliver", delivery: start },
    ]);
  });

  it("names a destination as often as it has something for it, lost and buried things too", () => {
    const entry = {
      items: [
        { kind: "deliver", delivery: start },
        { kind: "bury", delivery: start, reason: { code: 1, description: "no" } },
        { kind: "drop", destination: "howusedbot", reason: "invalid" },
      ],
    } as const;
    expect(destinationsBehind(wrapEntry(entry, START_MS).destination)).toEqual(["howusedbot", "tgtrack", "tgtrack"]);
  });

  it("that only changes a person is kept for 30 days and belongs to that person", () => {
    const entry = { items: [], person: { botId: "1", userId: "7", change: { kind: "unblock", date: 5 } } } as const;
    const staged = wrapEntry(entry, START_MS);
    expect(staged).toMatchObject({ destination: "[]", userId: "7", expiresAtMs: START_MS + 30 * DAY_MS });
    expect(staged.class).toBe("stop");
  });

  it("that changes a person outlives what it would have sent", () => {
    const change = { kind: "unblock", date: 5 } as const;
    const entry = {
      items: [{ kind: "deliver", delivery: activity }],
      person: { botId: "1", userId: "7", change },
    } as const;
    expect(wrapEntry(entry, START_MS).expiresAtMs).toBe(START_MS + 30 * DAY_MS);
  });
});

describe("the bodies in an entry", () => {
  it("come out exactly as they went in, whatever is in them", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 4 }), (bodies) => {
        const items = bodies.map((body) => ({ kind: "deliver", delivery: { ...start, body } }) as const);
        const staged = { ...wrapEntry({ items }, START_MS), id: "here-1", attempts: 0 };
        expect(unwrapEntry(staged)?.entry).toEqual({ items });
      }),
    );
  });
});

describe("an ordinary delivery from before Redis", () => {
  it("is an entry with only that delivery", () => {
    expect(unwrapEntry({ ...start, id: "here-1", attempts: 3 })).toEqual({
      id: "here-1",
      entry: { items: [{ kind: "deliver", delivery: start }] },
      recordedAtMs: start.createdAtMs,
    });
  });
});

describe("what cannot be read", () => {
  it.each([
    "",
    "{",
    "null\n",
    "{}\n",
    '{"entry":{"items":1},"recordedAtMs":1}\n',
    wrapEntry(DELIVER_BOTH, START_MS).body.slice(0, -1),
    `${wrapEntry(DELIVER_BOTH, START_MS).body}x`,
  ])("gives nothing: %j", (body) => {
    expect(unwrapEntry({ ...wrapEntry(DELIVER_BOTH, START_MS), body, id: "here-1", attempts: 0 })).toBeUndefined();
  });
});

describe("the answer to whoever recorded it", () => {
  const entry = {
    items: [
      { kind: "deliver", delivery: start },
      { kind: "drop", destination: "howusedbot", reason: "invalid" },
      { kind: "bury", delivery: start, reason: { code: 1, description: "no" } },
    ],
  } as const;

  it("gives each item the status that it would have without Redis", () => {
    const { statuses } = unwrapResult(entry, { statuses: ["stored"], overflowed: [] });
    expect(statuses).toEqual(["stored", "dropped", "dead"]);
  });

  it("calls all of it a duplicate if it came before", () => {
    const { statuses } = unwrapResult(entry, { statuses: ["duplicate"], overflowed: [] });
    expect(statuses).toEqual(["duplicate", "duplicate", "duplicate"]);
  });

  it("names the real destinations of what had to leave", () => {
    const overflowed = [
      { destination: '["howusedbot","tgtrack"]', class: "event" },
      { destination: "webhook", class: "activity" },
    ] as const;
    expect(unwrapResult(entry, { statuses: ["dropped"], overflowed })).toEqual({
      statuses: ["dropped", "dropped", "dropped"],
      overflowed: [
        { destination: "howusedbot", class: "event" },
        { destination: "tgtrack", class: "event" },
        { destination: "webhook", class: "activity" },
      ],
    });
  });
});
