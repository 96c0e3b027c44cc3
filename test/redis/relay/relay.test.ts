import { MemoryOutbox } from "@bot-tracker/core";
import { describe, expect, it } from "vitest";
import { delivery } from "../../core/outbox/outbox-fixtures.ts";
import { entryOf, expectBalanced, turns } from "./fakes/entries.ts";
import { start } from "./relay-harness.ts";

const BOTH = ["howusedbot", "tgtrack"];

describe("what is recorded", () => {
  it("is in Redis after some turns of the event loop, without a timer", async () => {
    const { redis, connection, outbox, ports } = start();
    connection.up();
    await turns();
    outbox.put(entryOf("one"), ports.nowMs());
    await turns();
    expect(redis.names).toEqual(["one"]);
  });

  it("before Redis was ever reached waits, and is moved in the order in which it was recorded", async () => {
    const { redis, connection, record, outbox } = start();
    await record(entryOf("one"));
    await record(entryOf("two", { to: BOTH }));
    await record(entryOf("three"));
    expect(outbox.ledger()).toMatchObject({ tgtrack: { pending: 3 }, howusedbot: { pending: 1 } });
    connection.up();
    await turns();
    expect(redis.names).toEqual(["one", "two", "three"]);
    expect(outbox.ledger()).toMatchObject({ tgtrack: { pending: 3 }, howusedbot: { pending: 1 } });
  });

  it("keeps a start before what its user does next, whatever destinations either is for", async () => {
    const { redis, connection, record } = start();
    await record(entryOf("goal before", { class: "goal", userId: "7" }));
    await record(entryOf("start", { class: "start", userId: "7", to: BOTH }));
    await record(entryOf("goal", { class: "goal", userId: "7" }));
    connection.up();
    await turns();
    expect(redis.names.indexOf("start")).toBeLessThan(redis.names.indexOf("goal"));
  });

  it("keeps a stop before the start that follows it, also if the stop is for fewer destinations", async () => {
    const { redis, connection, record } = start();
    await record(entryOf("stop", { class: "stop", userId: "7", to: ["howusedbot"] }));
    await record(entryOf("start", { class: "start", userId: "7", to: BOTH }));
    connection.up();
    await turns();
    expect(redis.names).toEqual(["stop", "start"]);
  });

  it("goes with the next batch if it is a start, however much else waits", async () => {
    const { redis, connection, outbox, ports } = start({
      openLocal: () => new MemoryOutbox("here", { maxItems: 200_000 }),
    });
    for (let count = 0; count < 100_000; count++) {
      outbox.put(entryOf("event", { to: count % 2 === 0 ? BOTH : ["tgtrack"] }), ports.nowMs());
    }
    connection.up();
    await turns(12);
    const before = redis.arrivals.length;
    expect(before).toBeLessThan(50_000);
    outbox.put(entryOf("start", { class: "start", userId: "7", to: ["webhook"] }), ports.nowMs());
    while (!redis.names.includes("start")) await turns(1);
    // One batch may have been on its way.
    expect(redis.names.indexOf("start") - before).toBeLessThanOrEqual(1_000);
  });

  it("from before Redis, under the destinations' own names, is moved too", async () => {
    const local = new MemoryOutbox("old");
    local.put({ items: [{ kind: "deliver", delivery: delivery("old") }] }, 1_795_000_000_000);
    const { redis, connection, outbox, ports, record } = start({ openLocal: () => local });
    // A file says by itself what waits in it, memory says it of what comes next.
    local.put({ items: [{ kind: "deliver", delivery: delivery("old too") }] }, 1_795_000_000_000);
    await record(entryOf("fresh"));
    connection.up();
    await turns();
    expect([...redis.names].sort()).toEqual(["fresh", "old", "old too"]);
    await ports.advance(2_000);
    expect(outbox.ledger()).toMatchObject({ tgtrack: { accepted: 3, pending: 3, delivered: 0 } });
  });

  it("that cannot be read becomes a dead letter here, and the rest is moved", async () => {
    const local = new MemoryOutbox("here");
    const { redis, connection, outbox, record } = start({ openLocal: () => local });
    const broken = delivery("x", { destination: '["tgtrack"]', body: "{" });
    local.put({ items: [{ kind: "deliver", delivery: broken }] }, 1_795_000_000_000);
    await record(entryOf("one"));
    connection.up();
    await turns();
    expect(redis.names).toEqual(["one"]);
    expect(outbox.ledger()).toMatchObject({ tgtrack: { accepted: 2, pending: 1, dead: 1 } });
    expectBalanced(outbox.ledger());
  });
});
