/**
 * What it costs to put an event into each kind of outbox, all CPU until it is stored, in nanoseconds. Rounds of all
 * kinds alternate, so that noise of the machine meets them alike; the median round counts.
 *
 * Usage: node test/benchmarks/outbox.ts
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryOutbox } from "../../packages/core/src/outbox/memory-outbox.ts";
import type { Outbox, OutboxEntry } from "../../packages/core/src/outbox/outbox.ts";
import { loadSqlite } from "../../packages/core/src/outbox/sqlite/load-sqlite.ts";
import { SqliteOutbox } from "../../packages/core/src/outbox/sqlite/sqlite-outbox.ts";
import { StoreFile } from "../../packages/core/src/outbox/sqlite/store-file.ts";
import { systemPorts } from "../../packages/core/src/ports.ts";

const ROUNDS = 9;
const EVENTS = 10_000;
const PER_TURN = [1, 10, 100];

const folder = mkdtempSync(join(tmpdir(), "bot-tracker-benchmark-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function openFile(durability: "normal" | "full"): Outbox {
  const sqlite = loadSqlite();
  if (sqlite === undefined) throw new Error("this runtime has no SQLite");
  const file = new StoreFile({
    sqlite,
    path: join(folder, `${++files}.sqlite`),
    durability,
    bounds: {
      maxItems: 1_000_000,
      maxBytes: 1_073_741_824,
      maxDeadLetters: 10_000,
      maxPersons: 1_000_000,
      maxMarks: 2_000_000,
    },
    newPrefix: () => "benchmark",
    nowMs: systemPorts.nowMs,
    messages: { error: (_topic, message) => console.error(message) },
  });
  return new SqliteOutbox({ file, ports: systemPorts });
}

const KINDS: Record<string, { open(): Outbox; hasKeys: boolean }> = {
  memory: { open: () => new MemoryOutbox("benchmark"), hasKeys: false },
  "memory, with a dedupe key": { open: () => new MemoryOutbox("benchmark"), hasKeys: true },
  SQLite: { open: () => openFile("normal"), hasKeys: false },
  "SQLite, with a dedupe key": { open: () => openFile("normal"), hasKeys: true },
  'SQLite, durability "full"': { open: () => openFile("full"), hasKeys: false },
};

function entryOf(index: number, hasKeys: boolean): OutboxEntry {
  const userId = String(1_000_000 + ((index * 7_919) % 50_000));
  const nowMs = Date.now();
  const body = { user_id: Number(userId), event_name: "sale", amount: 1500, result: "success", date: nowMs / 1000 };
  const delivery = {
    destination: "tgtrack",
    method: "add_event",
    body: JSON.stringify({ ...body, labels: [{ label_name: "course", label_value: "piano" }] }),
    class: "event" as const,
    userId,
    dedupeKeys: hasKeys ? [`u:123456789:${900_000_000 + index}:e:sale:0`] : [],
    createdAtMs: nowMs,
    expiresAtMs: nowMs + 604_800_000,
    onLostAnswer: "resend" as const,
  };
  return { items: [{ kind: "deliver", delivery }] };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function round({ open, hasKeys }: { open(): Outbox; hasKeys: boolean }, perTurn: number): Promise<number> {
  const outbox = open();
  const events = perTurn === 1 ? EVENTS / 4 : EVENTS;
  await turn();
  const before = process.cpuUsage();
  for (let index = 0; index < events; ) {
    for (let put = 0; put < perTurn; put++) void outbox.put(entryOf(index++, hasKeys), Date.now());
    await turn();
  }
  const { user, system } = process.cpuUsage(before);
  outbox.ledger();
  await outbox.close();
  return ((user + system) * 1_000) / events;
}

const results = new Map<string, number[]>();
for (let pass = 0; pass < ROUNDS; pass++) {
  for (const [name, kind] of Object.entries(KINDS)) {
    for (const perTurn of PER_TURN) {
      const key = `${name} | ${perTurn}`;
      const nanoseconds = await round(kind, perTurn);
      results.set(key, [...(results.get(key) ?? []), nanoseconds]);
    }
  }
}

console.log(`ns of CPU per event, median of ${ROUNDS} rounds (least); building and stringifying the event included`);
console.table(
  Object.fromEntries(
    Object.keys(KINDS).map((name) => [
      name,
      Object.fromEntries(
        PER_TURN.map((perTurn) => {
          const sorted = (results.get(`${name} | ${perTurn}`) ?? []).sort((one, two) => one - two);
          const median = Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
          return [`${perTurn} per turn`, `${median} (${Math.round(sorted[0] ?? 0)})`];
        }),
      ),
    ]),
  ),
);
