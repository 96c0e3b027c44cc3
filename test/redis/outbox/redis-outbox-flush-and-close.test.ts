import { MemoryOutbox } from "@bot-tracker/core";
import { describe, expect, it } from "vitest";
import { ManualPorts } from "../../support/manual-ports.ts";
import { entryOf, turns } from "../relay/fakes/entries.ts";
import { FakeRedis } from "../relay/fakes/fake-redis.ts";
import { start } from "./outbox-harness.ts";

describe("a flush", () => {
  it("waits until everything recorded here is in Redis", async () => {
    const { outbox, connect, ports, redis } = start({ role: "record" });
    for (let count = 0; count < 1_200; count++) outbox.put(entryOf(`${count}`), ports.nowMs());
    await connect();
    await outbox.flush(5_000);
    expect(redis.names).toHaveLength(1_200);
  });

  it("has everything in Redis at once if Redis answers, whatever it stands behind here", async () => {
    const { outbox, connect, record, redis, ports } = start({ role: "record" });
    await connect();
    const kinds = ["start", "goal", "stop", "start", "event", "goal", "stop", "start", "goal"] as const;
    for (const [index, kind] of kinds.entries()) await record(entryOf(`${index}`, { class: kind, userId: "1" }));
    const flushed = outbox.flush(500);
    await turns(400);
    expect(redis.names).toEqual(kinds.map((_, index) => `${index}`));
    await ports.advance(500);
    await flushed;
  });

  it("does not wait until it is time to try again what Redis refused before", async () => {
    const { outbox, connect, record, redis, ports } = start({ role: "record" });
    await connect();
    redis.refusal = new Error("OOM command not allowed when used memory > 'maxmemory'.");
    await record(entryOf("one"));
    await turns();
    redis.refusal = undefined;
    const flushed = outbox.flush(500);
    await turns();
    expect(redis.names).toEqual(["one"]);
    await ports.advance(500);
    await flushed;
  });

  it("ends in time if Redis does not come, and waits for nothing if nothing was recorded", async () => {
    const { outbox, ports, record } = start();
    await outbox.flush(5_000);
    await record(entryOf("one"));
    let ended = false;
    const flushed = outbox.flush(5_000).then(() => {
      ended = true;
    });
    await ports.advance(4_900);
    expect(ended).toBe(false);
    await ports.advance(200);
    await flushed;
  });
});

describe("closing", () => {
  it("leaves what Redis may still lose to the next process, and counts nothing twice", async () => {
    const ports = new ManualPorts();
    const local = new MemoryOutbox("file");
    const redis = new FakeRedis(ports.nowMs);
    const before = start({ ports, redis, openLocal: () => local });
    await before.connect();
    await before.record(entryOf("one"));
    await turns();
    await before.outbox.close();
    expect(before.connection.isClosed).toBe(true);
    const after = start({ ports, redis, openLocal: () => local });
    await after.connect();
    await after.record(entryOf("two"));
    await turns();
    expect(redis.names).toEqual(["one", "two"]);
    expect(after.outbox.ledger()["tgtrack"]).toMatchObject({ accepted: 2, pending: 2 });
  });

  it("moves what was recorded right before it, behind a start too", async () => {
    const { outbox, connect, record, redis, ports } = start();
    await connect();
    await record(entryOf("start", { class: "start", userId: "1" }));
    await turns();
    await record(entryOf("sale", { class: "goal", userId: "1" }));
    const closed = outbox.close();
    await turns();
    await ports.advance(400);
    await closed;
    expect(redis.names).toEqual(["start", "sale"]);
  });

  it("takes only a moment when Redis hangs", async () => {
    const { outbox, connect, record, ports, store, connection, local } = start();
    await connect();
    const never = new Promise<never>(() => {});
    Object.assign(store() ?? {}, { move: () => never });
    connection.close = () => never;
    await record(entryOf("one"));
    await turns();
    const closed = outbox.close();
    await ports.advance(400);
    await closed;
    expect(local().ledger()['["tgtrack"]']).toMatchObject({ pending: 1 });
  });

  it("takes no longer than it is given when Redis hangs", async () => {
    const { outbox, connect, record, ports, store, connection } = start();
    await connect();
    const never = new Promise<never>(() => {});
    Object.assign(store() ?? {}, { move: () => never });
    connection.close = () => never;
    await record(entryOf("one"));
    await turns();
    let isClosed = false;
    const closed = outbox.close(200).then(() => {
      isClosed = true;
    });
    await ports.advance(150);
    expect(isClosed).toBe(false);
    await ports.advance(50);
    await closed;
  });

  it("leaves nothing running, even if Redis comes up at that very moment", async () => {
    const { outbox, connect, record, ports, store, connection } = start();
    const heard: string[] = [];
    await connect();
    await outbox.next("tgtrack", ports.nowMs());
    const never = new Promise<never>(() => {});
    Object.assign(store() ?? {}, { move: () => never });
    await record(entryOf("one"));
    await turns();
    connection.down();
    const closed = outbox.close();
    connection.up();
    await turns();
    await ports.advance(300);
    await closed;
    outbox.onReady((destination) => heard.push(destination));
    await ports.advance(60_000);
    expect(heard).toEqual([]);
  });

  it("says what is lost with the process if there is no file, and accepts nothing more", async () => {
    const { outbox, record, ports, said } = start();
    await record(entryOf("one"));
    await outbox.close();
    expect(said).toEqual([expect.stringContaining("1 delivery was lost when the process ended")]);
    await expect(outbox.put(entryOf("two"), ports.nowMs())).rejects.toThrow("closed");
  });
});
