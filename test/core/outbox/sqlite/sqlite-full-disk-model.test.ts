import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Delivery, DeliveryClass } from "../../../../packages/core/src/outbox/delivery.ts";
import { emptyLedgerEntry } from "../../../../packages/core/src/outbox/ledger.ts";
import type { LeaseRequest } from "../../../../packages/core/src/outbox/outbox.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { CLASSES, DESTINATION, delivery, drain, lease, nameOf, START_MS } from "../outbox-fixtures.ts";
import { openFallback, openSqlite } from "./sqlite-fixtures.ts";

const LEASE_MS = 60_000;

const put = fc.record({
  do: fc.constant("put" as const),
  class: fc.constantFrom(...CLASSES),
  userId: fc.constantFrom("1", "2", undefined),
  key: fc.option(fc.nat({ max: 12 }), { nil: undefined }),
  isLarge: fc.boolean(),
});
const settle = fc.record({
  do: fc.constant("settle" as const),
  pick: fc.nat({ max: 99 }),
  as: fc.constantFrom("delivered" as const, "returned" as const, "retry" as const, "dead" as const),
});
/** All of it in one turn of the event loop, as a lane does it. */
const together = fc.record({
  do: fc.constant("together" as const),
  settles: fc.array(settle, { maxLength: 2 }),
  puts: fc.array(put, { maxLength: 3 }),
  count: fc.integer({ min: 1, max: 3 }),
});

const step = fc.oneof(
  { weight: 8, arbitrary: put },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("lease" as const), count: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 4, arbitrary: settle },
  { weight: 4, arbitrary: together },
  // A little room takes what is small, and not what is large.
  { weight: 2, arbitrary: fc.record({ do: fc.constant("full" as const), pages: fc.nat({ max: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("room" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const), forMs: fc.constantFrom(0, 1_000, 15_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Known {
  class: DeliveryClass;
  userId: string | undefined;
  state: "waiting" | "leased" | "gone";
}

function requestOf(maxItems: number): Pick<LeaseRequest, "maxItems" | "leaseMs"> {
  return { maxItems, leaseMs: LEASE_MS };
}

/** What was stored, in the order it came, however it is kept. */
class Run {
  readonly #path = join(temporaryFolder(), "7.sqlite");
  #opened = openFallback({ path: this.#path });
  readonly #known = new Map<string, Known>();
  readonly #keys = new Set<string>();
  #handedOut: { id: string; name: string }[] = [];
  #puts = 0;
  #delivered = 0;
  #dead = 0;

  async take(each: Step): Promise<void> {
    const { outbox, file, ports } = this.#opened;
    switch (each.do) {
      case "put":
        return this.#put(each);
      case "lease":
        return this.#takeOut(await lease(outbox, requestOf(each.count)));
      case "settle":
        return this.#settle(each);
      case "together": {
        const settled = each.settles.map((one) => this.#settle(one));
        const stored = each.puts.map((one) => this.#put(one));
        const claimed = outbox.claim(DESTINATION, START_MS, ({ kind }) =>
          kind === "ready"
            ? { destination: DESTINATION, maxBytes: 1e9, nowMs: START_MS, ...requestOf(each.count) }
            : undefined,
        );
        await Promise.all([...settled, ...stored]);
        return this.#takeOut(await claimed);
      }
      case "full":
        file.limitPages(file.pages + each.pages);
        return;
      case "room":
        file.limitPages(1_000_000);
        return;
      case "wait":
        return ports.advance(each.forMs);
      case "restart":
        return this.restart();
    }
  }

  expectBalance(): void {
    const entry = this.#opened.outbox.ledger()[DESTINATION];
    const { accepted, delivered, pending, dropped, dead } = entry ?? emptyLedgerEntry();
    expect(Object.values(dropped).every((count) => count === 0)).toBe(true);
    expect(accepted).toBe(delivered + pending + dead);
    expect(accepted).toBe(this.#known.size);
  }

  /** Whoever comes when there was room finds all in the file, under way or not. */
  async restart(): Promise<void> {
    this.#opened.file.limitPages(1_000_000);
    this.#opened.outbox.close();
    expect(this.#opened.said.filter((message) => /^\d+ deliveries/.test(message))).toEqual([]);
    this.#opened = openFallback({ path: this.#path });
    const { delivered = 0, dead = 0, pending = 0 } = this.#opened.outbox.ledger()[DESTINATION] ?? {};
    const waiting = [...this.#known.values()].filter(({ state }) => state !== "gone");
    expect({ delivered, dead, pending }).toEqual({
      delivered: this.#delivered,
      dead: this.#dead,
      pending: waiting.length,
    });
  }

  async finish(): Promise<void> {
    await this.restart();
    this.#opened.outbox.close();
    const { outbox } = openSqlite({ path: this.#path });
    const names = await drain(outbox, START_MS + LEASE_MS);
    const left = [...this.#known].filter(([, { state }]) => state !== "gone").map(([name]) => name);
    expect(names.map((name) => name.trim()).sort()).toEqual(left.sort());
    outbox.close();
  }

  #takeOut(leased: readonly Delivery[]): void {
    for (const { id, ...each } of leased) {
      const name = nameOf(each).trim();
      this.#expectItsTurn(name);
      this.#setState(name, "leased");
      this.#handedOut.push({ id, name });
    }
  }

  async #settle({ pick, as }: Step & { do: "settle" }): Promise<void> {
    const [handed] = this.#handedOut.splice(pick % Math.max(1, this.#handedOut.length), 1);
    if (handed === undefined) return;
    const { id, name } = handed;
    this.#delivered += as === "delivered" ? 1 : 0;
    this.#dead += as === "dead" ? 1 : 0;
    this.#setState(name, as === "delivered" || as === "dead" ? "gone" : "waiting");
    const { outbox } = this.#opened;
    if (as === "retry") await outbox.settle([{ id, as: "retry", atMs: START_MS, answerLost: false }], START_MS);
    else if (as !== "dead") await outbox.settle([{ id, as }], START_MS);
    else await outbox.settle([{ id, as: "dead", reason: { code: 1, description: "no" } }], START_MS);
  }

  async #put({ class: name, userId, key, isLarge }: Step & { do: "put" }): Promise<void> {
    const id = `${this.#puts++}`;
    const dedupeKey = key === undefined ? undefined : `${name} ${key}`;
    const each = delivery(isLarge ? id + " ".repeat(10_000) : id, {
      class: name,
      ...(userId !== undefined && { userId }),
      dedupeKeys: dedupeKey === undefined ? [] : [dedupeKey],
    });
    const isKnown = dedupeKey !== undefined && this.#keys.has(dedupeKey);
    if (!isKnown) this.#known.set(id, { class: name, userId, state: "waiting" });
    if (dedupeKey !== undefined) this.#keys.add(dedupeKey);
    const { statuses } = await this.#opened.outbox.put({ items: [{ kind: "deliver", delivery: each }] }, START_MS);
    expect(statuses).toEqual([isKnown ? "duplicate" : "stored"]);
  }

  #expectItsTurn(name: string): void {
    const own = this.#known.get(name);
    expect(own?.state).toBe("waiting");
    if (own?.userId === undefined) return;
    const isOrdered = own.class === "start" || own.class === "stop";
    for (const [other, before] of this.#known) {
      if (other === name) return;
      if (before.userId !== own.userId || before.state === "gone") continue;
      expect(before.class === "start" || (isOrdered && before.class === "stop")).toBe(false);
    }
  }

  #setState(name: string, state: Known["state"]): void {
    const known = this.#known.get(name);
    if (known !== undefined) known.state = state;
  }
}

describe("a disk that is full and has room again, in any order", () => {
  it("loses nothing, sends nothing twice, keeps each user's order, and has everything in the file at the end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const run = new Run();
        for (const each of steps) {
          await run.take(each);
          run.expectBalance();
        }
        await run.finish();
      }),
      { numRuns: 20 },
    );
  });
});
