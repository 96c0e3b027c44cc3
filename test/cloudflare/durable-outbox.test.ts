import type { OutboxEntry, PutResult } from "@bot-tracker/core";
import { expect, test } from "vitest";
import { DurableOutbox } from "../../packages/cloudflare/src/durable-outbox.ts";
import type { ObjectCalls, RecordedEntry } from "../../packages/cloudflare/src/object-calls.ts";
import { delivery, nameOf, START_MS } from "../core/outbox/outbox-fixtures.ts";
import { ManualPorts } from "../support/manual-ports.ts";

test("an entry whose answer was lost is handed on again under the same key, so that it counts once", async () => {
  const { outbox, ports, calls, fail } = openOutbox();
  fail(1);
  const put = outbox.put(entryOf("event"), START_MS);
  await ports.advance(100);
  await put;

  expect(calls.map(keysOf)).toEqual([[[expect.stringMatching(/^entry:/)]], keysOf(calls[0] ?? [])]);
});

test("the keys of an entry that has its own are left alone", async () => {
  const { outbox, calls } = openOutbox();
  await outbox.put(entryOf("start", ["update 7"]), START_MS);

  expect(calls.map(keysOf)).toEqual([[["update 7"]]]);
});

test("what cannot be handed on is kept, told of once, and goes first with what is recorded next", async () => {
  const { outbox, ports, calls, said, fail } = openOutbox();
  fail(4);
  const put = outbox.put(entryOf("first"), START_MS);
  await ports.advance(5_000);
  expect(await put).toMatchObject({ statuses: ["stored"] });
  expect(said).toEqual([expect.stringContaining("cannot be reached: Error: the network is down")]);
  await outbox.put(entryOf("second"), START_MS);

  expect(calls.at(-1)?.map(({ entry }) => namesOf(entry))).toEqual([["first"], ["second"]]);
});

test("of what it keeps for an object that is away, the oldest beyond 1,000 entries is dropped, and counted later", async () => {
  const { outbox, ports, calls, fail } = openOutbox();
  fail(Number.POSITIVE_INFINITY);
  const puts = Array.from({ length: 1_003 }, (_none, index) => outbox.put(entryOf(`${index}`), START_MS));
  await ports.advance(5_000);
  await Promise.all(puts);

  fail(0);
  await outbox.put(entryOf("last"), START_MS);

  const items = calls.at(-1)?.flatMap(({ entry }) => entry.items) ?? [];
  expect(items.filter(({ kind }) => kind === "drop")).toEqual(
    Array(3).fill({ kind: "drop", destination: "tgtrack", reason: "overflow" }),
  );
  expect(items.filter(({ kind }) => kind === "deliver")).toHaveLength(1_001);
});

test("a flush ends with what is under way, and in time where that does not end", async () => {
  const { outbox, ports, fail } = openOutbox();
  fail(Number.POSITIVE_INFINITY);
  void outbox.put(entryOf("event"), START_MS);
  let isFlushed = false;
  const flushed = outbox.flush(500).then(() => {
    isFlushed = true;
  });
  await ports.advance(400);
  expect(isFlushed).toBe(false);
  await ports.advance(200);
  await flushed;
});

function openOutbox() {
  const ports = new ManualPorts();
  const calls: RecordedEntry[][] = [];
  const said: string[] = [];
  let failures = 0;
  const object: Pick<ObjectCalls, "botTrackerRecord"> = {
    async botTrackerRecord(entries) {
      calls.push([...entries]);
      if (failures-- > 0) throw new Error("the network is down");
      const results = entries.map((): PutResult => ({ statuses: ["stored"], overflowed: [] }));
      return { results, view: { ledger: {}, oldestPendingAt: {} } };
    },
  };
  const fail = (times: number): void => {
    failures = times;
  };
  const outbox = new DurableOutbox({
    object: () => object as ObjectCalls,
    botId: "1",
    ports,
    messages: { error: (_topic, message) => void said.push(message), forget: () => {} },
  });
  return { outbox, ports, calls, said, fail };
}

function entryOf(name: string, dedupeKeys: readonly string[] = []): OutboxEntry {
  return { items: [{ kind: "deliver", delivery: delivery(name, { dedupeKeys }) }] };
}

function keysOf(entries: readonly RecordedEntry[]): unknown[] {
  return entries.flatMap(({ entry }) =>
    entry.items.map((item) => (item.kind === "deliver" ? item.delivery.dedupeKeys : [])),
  );
}

function namesOf({ items }: OutboxEntry): string[] {
  return items.flatMap((item) => (item.kind === "deliver" ? [nameOf(item.delivery)] : []));
}
