import { describe, expect, it } from "vitest";
import type { DeliveryEvent } from "../../../packages/core/src/delivery/delivery-event.ts";
import type { Destination, Planned } from "../../../packages/core/src/destinations/destination.ts";
import { Recorder, type RecorderParts } from "../../../packages/core/src/intake/recorder.ts";
import { MemoryOutbox } from "../../../packages/core/src/outbox/memory/memory-outbox.ts";
import { Messages } from "../../../packages/core/src/support/messages.ts";
import { systemPorts } from "../../../packages/core/src/support/ports.ts";

const NOW_MS = 1_795_000_000_000;

function destinationOf(name: string, planned: Planned): Destination {
  return { name, accepts: new Set(["activity"]), plan: () => [planned], send: async () => ({ kind: "delivered" }) };
}

function makeRecorder(parts: Partial<RecorderParts>) {
  const told: DeliveryEvent[] = [];
  const nowMs = (): number => NOW_MS;
  const messages = new Messages({ logger: { warn() {}, error() {} }, nowMs, debug: false, secrets: [] });
  const recorder = new Recorder({
    destinations: [],
    messenger: "telegram",
    outbox: new MemoryOutbox("test"),
    ports: { ...systemPorts, nowMs },
    messages,
    beforeSend: undefined,
    notify: (happening) => told.push(happening),
    ...parts,
  });
  const record = () => recorder.record({ kind: "activity", userId: "1" }, { dedupeKeys: ["update 1"] });
  return { record, told };
}

const SENT: Planned = { kind: "deliver", method: "add", body: {}, class: "activity", expiresAfterMs: 1_000 };

describe("recording the same update twice", () => {
  it("tells of what a destination drops once", () => {
    const dropped: Planned = { kind: "drop", reason: "unsupported", message: "not for this service" };
    const destinations = [destinationOf("one", SENT), destinationOf("other", dropped)];
    const { record, told } = makeRecorder({ destinations });
    expect(record()).toEqual({ stored: true });
    expect(record()).toEqual({ stored: false, reason: "duplicate" });
    expect(told.map(({ kind }) => kind)).toEqual(["stored", "dropped"]);
  });

  it("buries once what beforeSend fails on", () => {
    const beforeSend = (): never => {
      throw new Error("a bug in it");
    };
    const { record, told } = makeRecorder({ destinations: [destinationOf("one", SENT)], beforeSend });
    expect(record()).toEqual({ stored: false, reason: "dead" });
    expect(record()).toEqual({ stored: false, reason: "duplicate" });
    expect(told.map(({ kind }) => kind)).toEqual(["buried"]);
  });
});

describe("recording what a destination written in JavaScript plans", () => {
  it("takes a person's id that is a number for the same person", async () => {
    const outbox = new MemoryOutbox("test");
    const planned: Planned = { ...SENT, userId: 5_000_000_042 as unknown as string };
    const { record, told } = makeRecorder({ destinations: [destinationOf("one", planned)], outbox });
    expect(await record()).toEqual({ stored: true });
    expect(told).toMatchObject([{ kind: "stored", userId: "5000000042" }]);
    // Anything but text would be taken for a row that something else has written, and dropped.
    const request = { destination: "one", maxItems: 1, maxBytes: 1e6, nowMs: NOW_MS, leaseMs: 60_000 };
    expect(outbox.lease(request)).toMatchObject([{ userId: "5000000042" }]);
    expect(outbox.purgeUser("5000000042")).toBe(1);
  });
});

describe("recording into a full outbox", () => {
  it("does not say that something was stored that had to leave at once", () => {
    const outbox = new MemoryOutbox("test", { maxItems: 0 });
    const { record } = makeRecorder({ destinations: [destinationOf("one", SENT)], outbox });
    expect(record()).toEqual({ stored: false, reason: "overflow" });
  });
});
