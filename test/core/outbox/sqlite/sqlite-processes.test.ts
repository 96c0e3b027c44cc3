import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QuotaLimits } from "../../../../packages/core/src/outbox/rules/quota.ts";
import { ManualPorts } from "../../../support/manual-ports.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import {
  DESTINATION,
  delivery,
  drain,
  lease,
  leaseOne,
  nameOf,
  putAll,
  putOne,
  START_MS,
  sharesAmong,
} from "../outbox-fixtures.ts";
import { nodeSqlite, openSqlite } from "./sqlite-fixtures.ts";

const CHILD = fileURLToPath(new URL("sqlite-child.ts", import.meta.url));

interface Ended {
  signal: string | null;
  out: string;
}

async function run(what: string, path: string, count: number, ...clock: number[]): Promise<Ended> {
  const options = ["--disable-warning=ExperimentalWarning", CHILD, what, path, String(count), ...clock.map(String)];
  const child = spawn(process.execPath, options, {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [out, [, signal]] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { signal, out };
}

const filePath = (): string => join(temporaryFolder(), "bot.sqlite");
const ledgerOf = (path: string) => {
  const { outbox } = openSqlite({ path });
  outbox.close();
  return outbox.ledger()[DESTINATION];
};

it("processes at one file share what goals leave 4 : 2 : 1 between stops, events and activity, all together", async () => {
  const path = filePath();
  const outboxes = [1, 2, 3].map(() => openSqlite({ path }).outbox);
  expect(await sharesAmong(outboxes)).toEqual({ stop: 40, event: 20, activity: 10 });
  for (const outbox of outboxes) outbox.close();
});

describe("a process killed with SIGKILL", () => {
  it("right after a turn of the event loop has lost nothing of what was put in it", async () => {
    const path = filePath();
    for (const count of [1, 100, 3_000]) {
      const before = ledgerOf(path)?.pending ?? 0;
      expect(await run("put-and-die", path, count)).toMatchObject({ signal: "SIGKILL" });
      expect(ledgerOf(path)).toMatchObject({ pending: before + count, accepted: before + count });
    }
  });

  it("leaves its leases to whoever comes when they have run out, and each counts as one lost answer", async () => {
    const path = filePath();
    const { outbox } = openSqlite({ path });
    await putAll(
      outbox,
      Array.from({ length: 6 }, (_, index) => delivery(`${index}`, { expiresAtMs: Date.now() + 3_600_000 })),
    );
    const { signal, out } = await run("lease-and-die", path, 6);
    expect([signal, JSON.parse(out)]).toEqual(["SIGKILL", ["0", "1", "2", "3", "4", "5"]]);
    const nowMs = Date.now();
    expect(await drain(outbox, nowMs)).toEqual([]);
    expect(await drain(outbox, nowMs + 60_000)).toEqual(["0", "1", "2", "3", "4", "5"]);
    expect(outbox.ledger()[DESTINATION]).toMatchObject({ pending: 0, delivered: 6, ambiguous: 6 });
    outbox.close();
  });
});

describe("what a process had under way that was killed", () => {
  it("is free 4 s after the file is opened again, and counts as lost unless its request had no slot", async () => {
    const path = filePath();
    const before = openSqlite({ path }).outbox;
    const names = ["not sent", "sent", "sent too", "waiting"];
    await putAll(
      before,
      names.map((name) => delivery(name, { expiresAtMs: Date.now() + 3_600_000 })),
    );
    before.close();
    expect(await run("request-and-die", path, 2)).toMatchObject({ signal: "SIGKILL" });

    const ports = new ManualPorts(Date.now());
    const openedMs = ports.nowMs();
    const { outbox } = openSqlite({ path, ports });
    const limits: QuotaLimits = { key: "hash", windows: [{ limit: 2, perMs: 1_000 }] };
    let freedAtMs = 0;
    let ready = (): void => {};
    outbox.onReady(() => ready());
    ready = () => {
      freedAtMs ||= ports.nowMs();
    };
    expect(await outbox.next(DESTINATION, ports.nowMs())).toMatchObject({ kind: "ready", count: 1 });
    expect(await outbox.takeSlot(limits, true, ports.steadyMs())).toEqual({ granted: false, atMs: Infinity });
    await ports.advance(2_000);
    expect(freedAtMs - openedMs).toBeLessThan(2_000);
    expect(await outbox.takeSlot(limits, true, ports.steadyMs())).toEqual({ granted: false, atMs: openedMs + 4_001 });
    expect(outbox.ledger()[DESTINATION]).toMatchObject({ pending: 4, ambiguous: 2 });
    const leased = await lease(outbox, { nowMs: ports.nowMs() });
    expect(leased.map((each) => [nameOf(each), each.attempts])).toEqual([
      ["not sent", 0],
      ["sent", 1],
      ["sent too", 1],
      ["waiting", 0],
    ]);
    outbox.close();
    expect(readdirSync(dirname(path)).filter((name) => name.includes("-alive-"))).toEqual([]);
  });

  it("is free for a process that was at the file all the time, within 2 s of the kill", async () => {
    const path = filePath();
    const ports = new ManualPorts(Date.now());
    const { outbox } = openSqlite({ path, ports });
    await putAll(
      outbox,
      ["a", "b"].map((name) => delivery(name, { expiresAtMs: Date.now() + 3_600_000 })),
    );
    expect(await run("request-and-die", path, 1, ports.nowMs())).toMatchObject({ signal: "SIGKILL" });
    expect(await outbox.next(DESTINATION, ports.nowMs())).toMatchObject({ kind: "later" });
    await ports.advance(2_000);
    expect(await outbox.next(DESTINATION, ports.nowMs())).toMatchObject({ kind: "ready", count: 2 });
    expect(outbox.ledger()[DESTINATION]).toMatchObject({ ambiguous: 1 });
    outbox.close();
  });
});

describe("two processes at one file", () => {
  it("send everything once between them", async () => {
    const path = filePath();
    const { outbox } = openSqlite({ path });
    const names = Array.from({ length: 3_000 }, (_, index) => `${index}`);
    const puts = names.map((name) => {
      const each = delivery(name, { expiresAtMs: Date.now() + 3_600_000 });
      return outbox.put({ items: [{ kind: "deliver", delivery: each }] }, Date.now());
    });
    await Promise.all(puts);
    const ended = await Promise.all([run("send", path, 3_000), run("send", path, 3_000)]);
    const sent: string[] = ended.flatMap(({ out }) => JSON.parse(out));
    expect(sent.sort()).toEqual(names.sort());
    expect(outbox.ledger()[DESTINATION]).toMatchObject({ accepted: 3_000, delivered: 3_000, pending: 0, ambiguous: 0 });
    outbox.close();
  });

  it("put at once, and both keep everything", async () => {
    const path = filePath();
    await Promise.all([run("put", path, 2_000), run("put", path, 2_000)]);
    expect(ledgerOf(path)).toMatchObject({ accepted: 4_000, pending: 4_000 });
  });

  it("know each other's deliveries, dedupe keys, persons and ledger", async () => {
    const path = filePath();
    const [one, other] = [openSqlite({ path }).outbox, openSqlite({ path }).outbox];
    const person = { botId: "1", userId: "7", change: { kind: "stop", date: 100 } } as const;
    await putOne(one, delivery("a", { dedupeKeys: ["k"] }));
    expect((await putOne(other, delivery("b", { dedupeKeys: ["k"] }))).statuses).toEqual(["duplicate"]);
    await one.put({ items: [], person }, START_MS);
    expect((await other.put({ items: [], person }, START_MS)).verdict).toBe("unchanged");
    expect((await lease(other)).map(nameOf)).toEqual(["a"]);
    expect(await leaseOne(one)).toBeUndefined();
    expect(one.ledger()).toEqual(other.ledger());
    one.close();
    other.close();
  });

  it("hear of each other's last delivery, so that none waits for a lease that has ended", async () => {
    const path = filePath();
    const [one, other] = [openSqlite({ path }).outbox, openSqlite({ path }).outbox];
    await putOne(one, delivery("a"));
    const last = await leaseOne(one);
    expect(await other.next(DESTINATION, START_MS)).toMatchObject({ kind: "later" });
    let hear = (): void => {};
    other.onReady(() => hear());
    const heard = new Promise<void>((resolve) => {
      hear = resolve;
    });
    await one.settle([{ id: last?.id ?? "", as: "delivered" }], START_MS);
    // Looking at it is not enough: those who wait have to be told.
    expect(other.ledger()[DESTINATION]).toMatchObject({ pending: 0 });
    await heard;
    expect(await other.next(DESTINATION, START_MS)).toEqual({ kind: "none" });
    one.close();
    other.close();
  });

  it("ignore what a first holder says of a lease that has gone on to a second", async () => {
    const path = filePath();
    const [one, other] = [openSqlite({ path }).outbox, openSqlite({ path }).outbox];
    await putOne(one, delivery("a"));
    const first = await leaseOne(one, { leaseMs: 1_000 });
    expect(await leaseOne(other, { nowMs: START_MS + 1_000 })).toMatchObject({ id: first?.id });
    await one.settle([{ id: first?.id ?? "", as: "returned" }], START_MS + 1_001);
    expect(await leaseOne(one, { nowMs: START_MS + 1_002 })).toBeUndefined();
    one.close();
    other.close();
  });

  it("lose nothing at an exit that comes right after the other's write, whatever else waits in line", async () => {
    const path = filePath();
    expect(await run("exit-while-locked", path, 1)).toMatchObject({ signal: null });
    expect(ledgerOf(path)).toMatchObject({ accepted: 2, delivered: 1, pending: 1, ambiguous: 0 });
  });

  it("hold puts back in memory while the other writes, and store them when it has done", async () => {
    const path = filePath();
    const { outbox } = openSqlite({ path });
    await putOne(outbox, delivery("a"));
    const other = new (nodeSqlite().DatabaseSync)(path);
    other.exec("BEGIN IMMEDIATE");
    let isStored = false;
    const put = putOne(outbox, delivery("b")).then(() => {
      isStored = true;
    });
    for (let round = 0; round < 5; round++) await new Promise((resolve) => setImmediate(resolve));
    expect(isStored).toBe(false);
    expect(outbox.ledger()[DESTINATION]).toMatchObject({ accepted: 1 });
    other.exec("COMMIT");
    await put;
    expect(await drain(outbox)).toEqual(["a", "b"]);
    outbox.close();
    other.close();
  });
});

describe("the quota of a key, shared by processes and kept over restarts", () => {
  const limits: QuotaLimits = { key: "hash", windows: [{ limit: 3, perMs: 10_000 }], maxServerDelayMs: 500 };

  it("is counted once for all, exactly, whoever takes, ends, leaves and comes back", async () => {
    const step = fc.record({
      do: fc.constantFrom("take" as const, "take" as const, "end" as const, "wait" as const, "restart" as const),
      who: fc.nat({ max: 1 }),
      pick: fc.nat({ max: 9 }),
      forMs: fc.constantFrom(1, 400, 3_000, 10_001),
      end: fc.constantFrom("answered" as const, "lost" as const, "never-sent" as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const path = filePath();
        const outboxes = [openSqlite({ path }).outbox, openSqlite({ path }).outbox];
        let nowMs = START_MS;
        /** What counts, and until when; the owner's number while it is under way. */
        let uses: { slot: string; who: number; isOpen: boolean; untilMs: number }[] = [];
        for (const { do: what, who, pick, forMs, end } of steps) {
          const outbox = outboxes[who];
          if (outbox === undefined) throw new Error("there are two");
          uses = uses.filter(({ untilMs }) => untilMs >= nowMs);
          if (what === "wait") nowMs += forMs;
          else if (what === "take") {
            const grant = await outbox.takeSlot(limits, true, nowMs);
            expect(grant.granted).toBe(uses.length < 3);
            // Nobody's end is known before: 60 s, then the server's delay, then a window.
            if (grant.granted)
              uses.push({ slot: grant.slot, who, isOpen: true, untilMs: nowMs + 60_000 + 500 + 10_000 });
          } else if (what === "end") {
            const own = uses.filter((use) => use.isOpen && use.who === who);
            const use = own[pick % Math.max(1, own.length)];
            if (use === undefined) continue;
            await outbox.endSlot(use.slot, end, nowMs);
            use.isOpen = false;
            use.untilMs = end === "never-sent" ? 0 : nowMs + (end === "lost" ? 500 : 0) + 10_000;
          } else {
            outbox.close();
            outboxes[who] = openSqlite({ path }).outbox;
            for (const use of uses) if (use.who === who) use.isOpen = false;
          }
        }
        for (const outbox of outboxes) outbox.close();
      }),
      { numRuns: 150 },
    );
  });

  it("blocks for a window and the server's delay at most when the clock was put back meanwhile", async () => {
    const path = filePath();
    const before = openSqlite({ path }).outbox;
    for (let sent = 0; sent < 3; sent++) {
      const grant = await before.takeSlot(limits, true, START_MS);
      if (grant.granted && sent > 0) await before.endSlot(grant.slot, "answered", START_MS);
    }
    before.close();
    const after = openSqlite({ path }).outbox;
    const nowMs = START_MS - 86_400_000;
    expect(await after.takeSlot(limits, true, nowMs)).toMatchObject({ granted: false });
    expect((await after.takeSlot(limits, true, nowMs + 10_502)).granted).toBe(true);
    after.close();
  });
});
