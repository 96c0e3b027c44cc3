/** A process of its own at an outbox. Usage: node sqlite-child.ts <put-and-die|put|send|lease-and-die|request-and-die|exit-while-locked> <path> <count> [nowMs] */

import { DatabaseSync } from "node:sqlite";
import type { NewDelivery } from "../../../../packages/core/src/outbox/delivery.ts";
import { randomPrefix } from "../../../../packages/core/src/outbox/rules/random-prefix.ts";
import { loadSqlite } from "../../../../packages/core/src/outbox/sqlite/driver/load-sqlite.ts";
import { StoreFile } from "../../../../packages/core/src/outbox/sqlite/file/store-file.ts";
import { SqliteOutbox } from "../../../../packages/core/src/outbox/sqlite/sqlite-outbox.ts";
import { systemPorts } from "../../../../packages/core/src/support/ports.ts";

const [what, path = "", count = "0", nowMs] = process.argv.slice(2);
/** A test whose clock stands still lends it to its child: on a busy machine the real one is seconds ahead by then. */
const ports =
  nowMs === undefined ? systemPorts : { ...systemPorts, nowMs: () => Number(nowMs), steadyMs: () => Number(nowMs) };
const sqlite = loadSqlite();
if (sqlite === undefined) throw new Error("no SQLite");
const say = (_topic: string, message: string): void => console.error(message);
const messages = { error: say, warn: say, forget: () => {} };
const file = new StoreFile({
  sqlite,
  path,
  durability: "normal",
  bounds: { maxItems: 1e6, maxBytes: 1e9, maxDeadLetters: 1e4, maxPersons: 1e6, maxDedupeKeys: 1e6 },
  newPrefix: randomPrefix,
  nowMs: ports.nowMs,
  messages,
});
const outbox = new SqliteOutbox({ file, ports, messages });
const put = (name: string, nowMs: number) => {
  const delivery: NewDelivery = {
    destination: "tgtrack",
    method: "add_event",
    body: JSON.stringify(name),
    class: "event",
    dedupeKeys: [],
    createdAtMs: nowMs,
    expiresAtMs: nowMs + 600_000,
    onLostAnswer: "resend",
  };
  return outbox.put({ items: [{ kind: "deliver", delivery }] }, nowMs);
};
const die = (): void => void process.kill(process.pid, "SIGKILL");

if (what === "put-and-die" || what === "put") {
  const nowMs = Date.now();
  for (let index = 0; index < Number(count); index++) {
    void put(`${process.pid} ${index}`, nowMs);
  }
  // The turn is over when the next one begins.
  if (what === "put-and-die") setImmediate(die);
}

if (what === "send" || what === "lease-and-die") {
  const sent: string[] = [];
  while (sent.length < Number(count)) {
    const request = { destination: "tgtrack", maxItems: 3, maxBytes: 1e9, nowMs: Date.now(), leaseMs: 60_000 };
    const leased = await outbox.lease(request);
    if (leased.length === 0) break;
    sent.push(...leased.map(({ body }) => String(JSON.parse(body))));
    if (what === "lease-and-die") continue;
    // Time for the other process to come between.
    await new Promise((resolve) => setImmediate(resolve));
    await outbox.settle(
      leased.map(({ id }) => ({ id, as: "delivered" })),
      Date.now(),
    );
  }
  process.stdout.write(JSON.stringify(sent), () => (what === "lease-and-die" ? die() : outbox.close()));
}

// `count` requests under way, and one delivery that was leased for a request that was not sent after all.
if (what === "request-and-die") {
  const limits = { key: "hash", windows: [{ limit: 3, perMs: 1_000 }] };
  for (let index = 0; index <= Number(count); index++) {
    const grant = await outbox.takeSlot(limits, true, ports.steadyMs());
    if (!grant.granted) break;
    const { slot } = grant;
    await outbox.lease({
      destination: "tgtrack",
      maxItems: 1,
      maxBytes: 1e9,
      nowMs: ports.nowMs(),
      leaseMs: 60_000,
      slot,
    });
    if (index === 0) await outbox.endSlot(slot, "never-sent", ports.steadyMs());
  }
  die();
}

if (what === "exit-while-locked") {
  await put("answered", Date.now());
  const request = { destination: "tgtrack", maxItems: 1, maxBytes: 1e9, nowMs: Date.now(), leaseMs: 60_000 };
  const [answered] = await outbox.lease(request);
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  void outbox.settle([{ id: answered?.id ?? "", as: "delivered" }], Date.now());
  void outbox.lease(request);
  void put("start", Date.now());
  setImmediate(() => {
    // Before the outbox hears of the end.
    process.prependListener("exit", () => other.exec("COMMIT"));
    process.exit(0);
  });
}
