import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DESTINATION, delivery, lease, leaseOne, nameOf, putAll, START_MS } from "../core/outbox/outbox-fixtures.ts";
import { nodeSqlite, openSqlite } from "../core/outbox/sqlite/sqlite-fixtures.ts";
import { ManualPorts } from "../support/manual-ports.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { Fixtures } from "./fixtures.ts";

/** What the packages of `c368772` to `b782319` do to a file when they lease and take slots, word for word. */
const LEASE = "UPDATE delivery SET place = ?, dueAtMs = ?, waitsFor = ? WHERE place = ?";
const TAKE_SLOT = "INSERT INTO quota_slot (rev, slot, key, state, atMs) VALUES (?, ?, ?, ?, ?)";
const PUT = `INSERT INTO delivery (place, seq, destination, class, bytes, createdAtMs, expiresAtMs, buryIfLost, attempts, waitsFor, id, userId, method, dedupeKeys, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const NOBODY = "0123456789ab";

describe("a package of the first version 2 at a file that this one has opened", () => {
  it("finds the version that it knows, and all its statements work", () => {
    const path = new Fixtures("c368772").unpack("closed", temporaryFolder());
    const { outbox } = openSqlite({ path });
    outbox.close();
    const db = new (nodeSqlite().DatabaseSync)(path);
    expect(db.prepare("PRAGMA user_version").get()).toEqual({ user_version: 2 });
    for (const sql of [LEASE, TAKE_SLOT, PUT]) db.prepare(sql);
    db.prepare(TAKE_SLOT).run(1_000_000, 1_000_000, "hash", 0, START_MS + 90_000);
    expect(db.prepare("SELECT * FROM quota_slot WHERE rev = 1000000").get()).toMatchObject({ holder: null });
    db.close();
  });

  it("keeps its leases when another process died that had leased the same before", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const ports = new ManualPorts(START_MS);
    const { outbox } = openSqlite({ path, ports });
    await putAll(outbox, [delivery("a"), delivery("b")]);
    await lease(outbox, { slot: "1" });
    const db = new (nodeSqlite().DatabaseSync)(path);
    // Both were leased by a process that died. The older package then leased "a": it leaves the note as it was.
    db.exec(`UPDATE delivery SET lease = replace(lease, substr(lease, 1, 12), '${NOBODY}')`);
    db.prepare("INSERT INTO holder VALUES (?)").run(NOBODY);
    db.exec(`UPDATE delivery SET dueAtMs = dueAtMs + 1000 WHERE body = '"a"'`);
    db.close();
    await ports.advance(3_000);
    expect(nameOf((await leaseOne(outbox, { nowMs: ports.nowMs() })) ?? { body: '""' })).toBe("b");
    expect(await leaseOne(outbox, { nowMs: ports.nowMs() })).toBeUndefined();
    expect(outbox.ledger()[DESTINATION]).toMatchObject({ pending: 2 });
    outbox.close();
  });

  it("takes a lost answer for one that the server may count for 30 s more, as it always did", async () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const { outbox } = openSqlite({ path, ports: new ManualPorts(START_MS) });
    const limits = { key: "hash", windows: [{ limit: 3, perMs: 1_000 }] };
    const grant = await outbox.takeSlot(limits, true, START_MS);
    if (grant.granted) await outbox.endSlot(grant.slot, "lost", START_MS);
    outbox.close();
    const db = new (nodeSqlite().DatabaseSync)(path);
    // It knows the states 0 to 2, and takes any other for "ended" at the moment that stands there.
    expect(db.prepare("SELECT state, atMs FROM quota_slot").get()).toEqual({ state: 3, atMs: START_MS + 30_000 });
    db.close();
  });
});
