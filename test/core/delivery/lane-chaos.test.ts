import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../packages/core/src/delivery/outcome.ts";
import type { Delivery, DeliveryClass } from "../../../packages/core/src/outbox/delivery.ts";
import { MemoryOutbox } from "../../../packages/core/src/outbox/memory/memory-outbox.ts";
import type { Outbox } from "../../../packages/core/src/outbox/outbox.ts";
import { groupedOutbox } from "../../support/grouped-outbox.ts";
import { LaneHarness } from "../../support/lane-harness.ts";
import { StrictServer } from "../../support/strict-server.ts";
import { VirtualTime } from "../../support/virtual-time.ts";

const CLASSES: readonly DeliveryClass[] = ["start", "goal", "stop", "event", "activity"];
const QUOTA = {
  key: "k",
  windows: [
    { limit: 5, perMs: 1_000 },
    { limit: 200, perMs: 60_000 },
  ],
};

interface Chaos {
  seed: number;
  batched: boolean;
  limited: boolean;
  outbox: keyof typeof OUTBOXES;
  /** Of all requests while the trouble lasts, those that something happens to. */
  troubleShare: number;
}

/** An outbox on the other side of a network: every answer takes a while. */
function slowed(outbox: MemoryOutbox, time: VirtualTime): Outbox {
  for (const method of ["next", "lease", "settle", "takeSlot", "endSlot"] as const) {
    const works = outbox[method].bind(outbox) as (...args: readonly unknown[]) => unknown;
    const slowly = async (...args: readonly unknown[]): Promise<unknown> => {
      await time.sleep(time.random() * 20);
      const answer = works(...args);
      await time.sleep(time.random() * 20);
      return answer;
    };
    Object.defineProperty(outbox, method, { value: slowly });
  }
  return outbox;
}

const OUTBOXES = {
  atOnce: (outbox: MemoryOutbox): Outbox => outbox,
  slowed,
  grouped: (outbox: MemoryOutbox, time: VirtualTime) =>
    groupedOutbox(outbox, time, { writeAfterMs: time.random() * 40, claimMs: 40 }),
};

/** What a service in trouble did: what it recorded, and what it was sent while the same was still under way. */
class TroubledService {
  readonly recorded = new Map<string, number>();
  readonly refused = new Set<string>();
  readonly faults: string[] = [];
  readonly #underWay = new Set<string>();
  readonly #openStarts = new Map<string, Set<string>>();
  readonly #time: VirtualTime;
  readonly #troubleShare: number;
  readonly server: StrictServer;
  inTrouble = true;
  /** Deliveries whose answer it owes. */
  lost = 0;

  constructor(time: VirtualTime, troubleShare: number) {
    this.#time = time;
    this.#troubleShare = troubleShare;
    this.server = new StrictServer(QUOTA.windows, time.random() * 1e6);
  }

  recordedStart(userId: string, id: string): void {
    const open = this.#openStarts.get(userId) ?? new Set();
    this.#openStarts.set(userId, open.add(id));
  }

  async answer(deliveries: readonly Delivery[]): Promise<Outcome> {
    const time = this.#time;
    for (const { id, userId, class: name, body } of deliveries) {
      if (this.#underWay.has(id)) this.faults.push(`${body} was sent while it was under way`);
      this.#underWay.add(id);
      const starts = userId === undefined ? undefined : this.#openStarts.get(userId);
      const isLater = name !== "start" && [...(starts ?? [])].some((start) => Number(start) < Number(JSON.parse(body)));
      if (isLater) this.faults.push(`${body} came before its user's start`);
    }
    await time.sleep(time.random() * 200);
    const outcome = this.#outcome(deliveries);
    await time.sleep(time.random() * 200);
    for (const { id } of deliveries) this.#underWay.delete(id);
    const isOver = outcome.kind === "delivered" || (outcome.kind === "rejected" && deliveries.length === 1);
    for (const { userId, class: name, body } of isOver ? deliveries : []) {
      if (name === "start") this.#openStarts.get(userId ?? "")?.delete(String(JSON.parse(body)));
    }
    return outcome;
  }

  #outcome(deliveries: readonly Delivery[]): Outcome {
    const chance = this.#time.random();
    const isTroubled = this.inTrouble && chance < this.#troubleShare;
    const kind = Math.floor((chance / this.#troubleShare) * 6);
    if (isTroubled && kind === 0) return { kind: "unavailable", description: "refused", request: "never-sent" };
    if (!this.server.take(this.#time.exactMs())) this.faults.push("a request was over the limit");
    if (isTroubled && kind === 1) return { kind: "key-refused", reason: { code: 401, description: "no" } };
    if (isTroubled && kind === 2) return { kind: "rate-limited" };
    if (isTroubled && kind === 3) return { kind: "unavailable", description: "500", request: "answered" };
    if (isTroubled && kind === 4) return { kind: "again" };
    if (deliveries.some(({ body }) => Number(JSON.parse(body)) % 17 === 0)) {
      for (const { body } of deliveries.length === 1 ? deliveries : []) this.refused.add(body);
      return { kind: "rejected", reason: { code: 422, description: "no" } };
    }
    for (const { body } of deliveries) this.recorded.set(body, (this.recorded.get(body) ?? 0) + 1);
    if (!isTroubled) return { kind: "delivered" };
    this.lost += deliveries.length;
    return { kind: "unavailable", description: "lost", request: "lost" };
  }
}

async function run({ seed, batched, limited, outbox, troubleShare }: Chaos): Promise<void> {
  const time = new VirtualTime({ seed });
  const service = new TroubledService(time, troubleShare);
  const harness = new LaneHarness({
    time,
    latencyMs: 0,
    outbox: OUTBOXES[outbox](new MemoryOutbox("chaos"), time),
    destination: {
      ...(limited && { quota: QUOTA }),
      ...(batched && { batch: { maxItems: 10, maxBytes: 1e6, maxWaitMs: 500 } }),
    },
  });
  harness.answer = (deliveries) => service.answer(deliveries);
  const total = 120;
  for (let index = 1; index <= total; index++) {
    const userId = String(Math.floor(time.random() * 6));
    const name = CLASSES[Math.floor(time.random() * CLASSES.length)] ?? "event";
    if (name === "start") service.recordedStart(userId, String(index));
    harness.put(String(index), { class: name, userId });
    await time.advance(time.random() * 300);
  }
  await time.advance(30_000);
  service.inTrouble = false;
  await time.advance(900_000);

  const faults = limited ? service.faults : service.faults.filter((fault) => !fault.includes("limit"));
  expect(faults).toEqual([]);
  const { accepted, delivered, pending, dead, ambiguous } = harness.ledger ?? {};
  expect({ accepted, delivered, pending, dead }).toEqual({
    accepted: total,
    delivered: service.recorded.size,
    pending: 0,
    dead: service.refused.size,
  });
  const doubled = [...service.recorded.values()].reduce((sum, times) => sum + times - 1, 0);
  expect(ambiguous).toBe(service.lost);
  expect(doubled).toBeLessThanOrEqual(service.lost);
  expect(harness.lane.inFlight).toBe(0);
  expect(time.holdsProcess).toBe(false);
}

describe("a service in any kind of trouble", () => {
  it("gets everything in the end, in order and within its limits, and doubled at most what is told as ambiguous", async () => {
    const chaos: fc.Arbitrary<Chaos> = fc.record({
      seed: fc.nat(),
      batched: fc.boolean(),
      limited: fc.boolean(),
      outbox: fc.constantFrom("atOnce", "slowed", "grouped"),
      troubleShare: fc.constantFrom(0.05, 0.3, 0.7),
    });
    await fc.assert(fc.asyncProperty(chaos, run), { numRuns: 90 });
  });
});
