import { durableOutbox } from "@bot-tracker/cloudflare";
import type { OutboxEntry, OutboxItem, PutResult } from "@bot-tracker/core";
import { describe, expect, test } from "vitest";
import { type Backlog, newBacklog } from "../../packages/cloudflare/src/backlog.ts";
import { DurableOutbox } from "../../packages/cloudflare/src/durable-outbox.ts";
import { Handover } from "../../packages/cloudflare/src/handover.ts";
import type { ObjectCalls, RecordedEntry } from "../../packages/cloudflare/src/object-calls.ts";
import type { NewDelivery } from "../../packages/core/src/outbox/delivery.ts";
import { MemoryOutbox } from "../../packages/core/src/outbox/memory/memory-outbox.ts";
import { delivery, nameOf, START_MS } from "../core/outbox/outbox-fixtures.ts";
import { ManualPorts, turn } from "../support/manual-ports.ts";

describe("an entry", () => {
  test("whose answer was lost is handed on again under the same key, so that it counts once", async () => {
    const { outbox, ports, calls, fail } = openObject();
    fail(1);
    const put = outbox.put(entryOf("event"), START_MS);
    await ports.advance(100);
    await put;

    expect(calls.map(keysOf)).toEqual([[[expect.stringMatching(/^entry:/)]], keysOf(calls[0] ?? [])]);
  });

  test("that is already dead has such a key too", async () => {
    const { outbox, calls } = openObject();
    const reason = { code: "before-send", description: "it threw" };
    await outbox.put({ items: [{ kind: "bury", delivery: delivery("event"), reason }] }, START_MS);

    expect(calls.map(keysOf)).toEqual([[[expect.stringMatching(/^entry:/)]]]);
  });

  test("with keys of its own keeps them", async () => {
    const { outbox, calls } = openObject();
    await outbox.put(entryOf("start", { dedupeKeys: ["update 7"] }), START_MS);

    expect(calls.map(keysOf)).toEqual([[["update 7"]]]);
  });

  test("never overtakes an earlier one that has to be tried again, and is in no call beside it", async () => {
    const { outbox, anotherOutbox, ports, calls, fail } = openObject();
    fail(1);
    const puts = [outbox.put(entryOf("start"), START_MS)];
    await turn();
    puts.push(outbox.put(entryOf("event"), START_MS), anotherOutbox().put(entryOf("goal"), START_MS));
    await ports.advance(100);
    await Promise.all(puts);

    expect(calls.map(namesOf)).toEqual([["start"], ["start", "event", "goal"]]);
  });

  test("is told to each who recorded it as the object answered for it", async () => {
    const { outbox, ports, calls, hold } = openObject();
    const release = hold();
    const first = outbox.put(entryOf("one"), START_MS);
    await turn();
    const others = ["two", "twice"].map((name) => outbox.put(entryOf(name), START_MS));
    release();
    await ports.advance(100);

    expect((await first).statuses).toEqual(["stored"]);
    expect(calls.map(namesOf)).toEqual([["one"], ["two", "twice"]]);
    expect((await Promise.all(others)).map(({ statuses }) => statuses)).toEqual([["stored"], ["duplicate"]]);
  });
});

describe("an object that cannot be reached", () => {
  test("keeps what is recorded, is told of once, and gets it first with the next update, in its order", async () => {
    const { outbox, anotherOutbox, ports, calls, said, fail } = openObject();
    fail(8);
    for (const name of ["first", "second"]) {
      const put = anotherOutbox().put(entryOf(name), START_MS);
      await ports.advance(5_000);
      expect(await put).toMatchObject({ statuses: ["stored"] });
    }
    expect(said).toEqual([expect.stringContaining("cannot be reached: Error: the network is down")]);
    await outbox.put(entryOf("third"), START_MS);

    expect(calls.at(-1)?.flatMap(({ entry }) => namesIn(entry))).toEqual(["first", "second", "third"]);
  });

  test("is told of where what was thrown has no text", async () => {
    const { outbox, ports, said, failWith } = openObject();
    failWith(Object.create(null));
    const put = outbox.put(entryOf("event"), START_MS);
    await ports.advance(5_000);
    await put;

    expect(said).toEqual([expect.stringContaining("something that has no text was thrown")]);
  });

  test("gets what was kept with the flush of an update that records nothing", async () => {
    const { outbox, anotherOutbox, ports, calls, fail } = openObject();
    fail(4);
    const put = outbox.put(entryOf("start"), START_MS);
    await ports.advance(10_000);
    await put;
    const flushed = anotherOutbox().flush(5_000);
    await ports.advance(100);
    await flushed;

    expect(calls.map(namesOf)).toEqual(Array(5).fill(["start"]));
  });

  test("costs the least valuable and oldest beyond 1,000 entries, which are counted later", async () => {
    const { outbox, backlog, ports, calls, fail } = openObject();
    fail(4);
    for (let number = 0; number < 1_002; number++) {
      const entry = entryOf(`${number}`, { class: number === 0 ? "start" : "event" });
      backlog.entries.push({ recorded: { entry, nowMs: START_MS }, outcome: undefined });
    }
    const put = outbox.put(entryOf("1002"), START_MS);
    await ports.advance(5_000);
    await put;
    const before = calls.length;
    fail(0);
    await outbox.put(entryOf("last"), START_MS);

    const items = calls.slice(before).flatMap((call) => call.flatMap(({ entry }) => entry.items));
    expect(items.filter(({ kind }) => kind === "drop")).toEqual(
      Array(4).fill({ kind: "drop", destination: "tgtrack", reason: "overflow" }),
    );
    const names = calls.slice(before).flatMap(namesOf);
    expect(names).toHaveLength(1_000);
    expect(names.slice(0, 2)).toEqual(["0", "5"]);
    expect(Math.max(...calls.map((call) => call.length))).toBeLessThanOrEqual(251);
  });

  test("costs each entry one look at what it is worth, however many come once 1,000 wait", () => {
    const backlog = newBacklog();
    const handover = new Handover({
      object: () => {
        throw new Error("it takes nothing");
      },
      bot: { messenger: "telegram", id: "1" },
      backlog,
      ports: new ManualPorts(),
      messages: { error: () => {}, forget: () => {} },
    });
    let looks = 0;
    const entry = (name: string) => {
      const { items } = entryOf(name);
      return {
        get items() {
          looks++;
          return items;
        },
      };
    };
    for (let number = 0; number < 1_500; number++) {
      handover.add({ recorded: { entry: entry(`${number}`), nowMs: START_MS }, outcome: undefined });
    }
    expect(backlog.entries).toHaveLength(1_000);
    // One for what it is worth, and one when it is dropped.
    expect(looks).toBeLessThanOrEqual(2 * 1_500);
  });
});

describe("an object that does not answer", () => {
  test("is tried again, and what it was to be given is then kept, so that nobody waits for ever", async () => {
    const { outbox, ports, calls, said, hang } = openObject();
    hang();
    const put = outbox.put(entryOf("event"), START_MS);
    await ports.advance(12_000);
    expect(await put).toMatchObject({ statuses: ["stored"] });
    expect(calls.map(namesOf)).toEqual(Array(4).fill(["event"]));
    expect(said).toEqual([expect.stringContaining("It has not answered within 2500 ms")]);
  });

  test("keeps no more than 1,000 entries, drops none that is on its way, and it is said once", async () => {
    const { outbox, anotherOutbox, backlog, ports, calls, said, hang } = openObject();
    hang();
    const first = watch(outbox.put(entryOf("on its way"), START_MS));
    await turn();
    const puts = Array.from({ length: 1_500 }, (_, number) =>
      anotherOutbox().put(entryOf(`${number}`, { class: number === 0 ? "start" : "event" }), START_MS),
    );
    await ports.advance(500);

    expect(backlog.entries).toHaveLength(1_000);
    const names = backlog.entries.flatMap(({ recorded }) => namesIn(recorded.entry));
    expect(names.slice(0, 3)).toEqual(["on its way", "0", "502"]);
    expect((await Promise.all(puts.slice(1, 502))).every(({ statuses }) => statuses[0] === "dropped")).toBe(true);
    expect(first.isOver).toBe(false);
    expect(calls.map(namesOf)).toEqual([["on its way"]]);
    expect(said).toEqual([expect.stringContaining("an isolate keeps 1000 entries at most")]);
  });

  test("and answers late has what it was given, which is told as it answered", async () => {
    const { outbox, ports, calls, hold, backlog } = openObject();
    const release = hold();
    const put = outbox.put(entryOf("event"), START_MS);
    await ports.advance(2_520);
    release();
    await ports.advance(1_000);

    expect(await put).toMatchObject({ statuses: ["stored"] });
    expect(backlog.entries).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(2);
  });

  test("is given what had to be dropped once, though the call that has it lives on", async () => {
    const { outbox, anotherOutbox, ports, calls, hold, backlog } = openObject();
    backlog.drops.set("overflow tgtrack", { destination: "tgtrack", reason: "overflow", count: 3 });
    const release = hold();
    const puts = [outbox.put(entryOf("one"), START_MS), anotherOutbox().put(entryOf("two"), START_MS)];
    await ports.advance(5_000);
    release();
    await ports.advance(1_000);
    await Promise.all(puts);
    await outbox.put(entryOf("three"), START_MS);

    expect(calls.length).toBeGreaterThan(2);
    expect(calls.flatMap(dropsOf)).toHaveLength(3);
  });

  test.each([
    ["fails", true],
    ["ends with its event, without a word", false],
  ])("is given what had to be dropped again where the call that has it %s", async (_what, isFailure) => {
    const { outbox, anotherOutbox, ports, calls, hold, fail, backlog, endEvent } = openObject();
    backlog.drops.set("overflow tgtrack", { destination: "tgtrack", reason: "overflow", count: 3 });
    if (isFailure) {
      fail(1);
      const put = outbox.put(entryOf("one"), START_MS);
      await ports.advance(5_000);
      await put;
    } else {
      hold();
      void endEvent().put(entryOf("one"), START_MS);
      await ports.advance(31_000);
    }
    const put = anotherOutbox().put(entryOf("two"), START_MS);
    await ports.advance(5_000);
    await put;

    expect(calls.map((call) => dropsOf(call).length)).toEqual(isFailure ? [3, 3, 0] : [3, 3]);
  });
});

test("what the tracker of one request could not hand on goes first with the next request's", async () => {
  const { object, ports, calls, fail } = openObject();
  const namespace = { idFromName: (name: string) => `makers ${name}`, get: () => object };
  const outboxOf = (name: string) =>
    durableOutbox(namespace).makeOutbox({
      owner: { name, isKnown: true, botId: name, formerNames: [] },
      isSandbox: false,
      ports,
      messages: { warn() {}, error() {}, debug() {}, forget() {}, hide() {} },
      openLocal: () => new MemoryOutbox("none"),
    });
  fail(4);
  const put = outboxOf("7").put(entryOf("start"), START_MS);
  await ports.advance(5_000);
  await put;
  await outboxOf("8").put(entryOf("of another bot"), START_MS);
  await outboxOf("7").put(entryOf("event"), START_MS);

  expect(calls.slice(4).map(namesOf)).toEqual([["of another bot"], ["start", "event"]]);
});

describe("a purge", () => {
  test("waits for what is on its way, which would bring the person back", async () => {
    const { outbox, ports, order, fail } = openObject();
    fail(1);
    const put = outbox.put(entryOf("event", { userId: "42" }), START_MS);
    await turn();
    const purged = outbox.purgeUser("42");
    await ports.advance(1_000);
    await Promise.all([put, purged]);

    expect(order).toEqual(["record", "record", "purge 42"]);
  });

  test("takes what is kept of the person with it, which is counted", async () => {
    const { outbox, anotherOutbox, ports, calls, fail } = openObject();
    fail(4);
    const puts = ["42", "43"].map((userId) => outbox.put(entryOf(`of ${userId}`, { userId }), START_MS));
    await ports.advance(5_000);
    await Promise.all(puts);
    expect(await anotherOutbox().purgeUser("42")).toBe(1);
    await outbox.put(entryOf("last"), START_MS);

    const items = calls.at(-1)?.flatMap(({ entry }) => entry.items) ?? [];
    expect(items.map((item) => (item.kind === "drop" ? item.reason : nameOf(item.delivery)))).toEqual([
      "purged",
      "of 43",
      "last",
    ]);
  });
});

describe("a flush", () => {
  test("ends as soon as the object has what is under way", async () => {
    const { outbox, ports, hold } = openObject();
    const release = hold();
    void outbox.put(entryOf("event"), START_MS);
    const flush = watch(outbox.flush(60_000));
    await ports.advance(1_000);
    expect(flush.isOver).toBe(false);
    release();
    await ports.advance(100);
    expect(flush.isOver).toBe(true);
  });

  test("ends in time where what is under way does not end", async () => {
    const { outbox, ports, hold } = openObject();
    hold();
    void outbox.put(entryOf("event"), START_MS);
    const flush = watch(outbox.flush(500));
    await ports.advance(499);
    expect(flush.isOver).toBe(false);
    await ports.advance(1);
    expect(flush.isOver).toBe(true);
  });

  test("hands on what an event that has ended left in the middle of it", async () => {
    const { endEvent, anotherOutbox, ports, calls, hold } = openObject();
    hold();
    void endEvent().put(entryOf("start"), START_MS);
    await turn();
    const flush = watch(anotherOutbox().flush(5_000));
    await ports.advance(3_500);

    expect(flush.isOver).toBe(true);
    expect(calls.map(keysOf)).toEqual([keysOf(calls[0] ?? []), keysOf(calls[0] ?? [])]);
  });
});

/** An object that stores nothing, and outboxes of one isolate that hand on to it. */
function openObject() {
  const ports = new ManualPorts();
  const calls: RecordedEntry[][] = [];
  const order: string[] = [];
  const said: string[] = [];
  let failures = 0;
  let failure: unknown = new Error("the network is down");
  let held: Promise<void> | undefined;
  let hangs = false;
  const store = (entry: OutboxEntry): PutResult => {
    const isKnown = namesIn(entry).includes("twice");
    return { statuses: entry.items.map(() => (isKnown ? "duplicate" : "stored")), overflowed: [] };
  };
  const object: Pick<ObjectCalls, "botTrackerRecord" | "botTrackerPurgeUser" | "botTrackerView"> = {
    async botTrackerRecord(entries) {
      calls.push([...entries]);
      order.push("record");
      const release = held;
      held = undefined;
      await release;
      if (hangs) await new Promise(() => {});
      if (failures-- > 0) throw failure;
      return { results: entries.map(({ entry }) => store(entry)), view: { ledger: {}, oldestPendingAt: {} } };
    },
    async botTrackerPurgeUser(userId) {
      order.push(`purge ${userId}`);
      return 0;
    },
    async botTrackerView() {
      return { ledger: {}, oldestPendingAt: {} };
    },
  };
  const backlog: Backlog = newBacklog();
  const anotherOutbox = (own: Pick<ManualPorts, "random" | "steadyMs" | "setTimer"> = ports) =>
    new DurableOutbox({
      object: () => object as ObjectCalls,
      bot: { messenger: "telegram", id: "1" },
      backlog,
      ports: own,
      messages: { error: (_topic, message) => void said.push(message), forget: () => {} },
    });
  return {
    outbox: anotherOutbox(),
    anotherOutbox: () => anotherOutbox(),
    /** That of an event which ends as soon as it waits for anything: none of its timers goes off. */
    endEvent: () => anotherOutbox({ random: ports.random, steadyMs: ports.steadyMs, setTimer: () => () => {} }),
    backlog,
    object,
    ports,
    calls,
    order,
    said,
    fail(times: number): void {
      failures = times;
    },
    failWith(thrown: unknown): void {
      failures = Number.POSITIVE_INFINITY;
      failure = thrown;
    },
    /** No call is ever answered. */
    hang(): void {
      hangs = true;
    },
    /** The next call is not answered before this is called. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
  };
}

function watch(work: Promise<unknown>): { isOver: boolean } {
  const watched = { isOver: false };
  void work.then(() => {
    watched.isOver = true;
  });
  return watched;
}

function entryOf(name: string, more: Partial<NewDelivery> = {}): OutboxEntry {
  return { items: [{ kind: "deliver", delivery: delivery(name, more) }] };
}

function keysOf(entries: readonly RecordedEntry[]): unknown[] {
  return entries.flatMap(({ entry }) => entry.items.map((item) => deliveryOf(item)?.dedupeKeys ?? []));
}

function dropsOf(entries: readonly RecordedEntry[]): OutboxItem[] {
  return entries.flatMap(({ entry }) => entry.items.filter(({ kind }) => kind === "drop"));
}

function namesOf(entries: readonly RecordedEntry[]): string[] {
  return entries.flatMap(({ entry }) => namesIn(entry));
}

function namesIn({ items }: OutboxEntry): string[] {
  return items.flatMap((item) => {
    const found = deliveryOf(item);
    return found === undefined ? [] : [nameOf(found)];
  });
}

function deliveryOf(item: OutboxItem): NewDelivery | undefined {
  return item.kind === "drop" ? undefined : item.delivery;
}
