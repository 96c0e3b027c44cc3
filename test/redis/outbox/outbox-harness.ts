import type { Delivery, LeaseRequest } from "@bot-tracker/core";
import { ManualPorts } from "../../support/manual-ports.ts";
import { turns } from "../relay/fakes/entries.ts";
import { type FakeProcess, type FakeProcessOptions, startProcess } from "../relay/fakes/fake-process.ts";
import { FakeRedis } from "../relay/fakes/fake-redis.ts";

/** A process with an outbox on a fake Redis. */
export interface OutboxHarness extends FakeProcess {
  redis: FakeRedis;
  /** The connection comes up, and what follows from that has happened. */
  connect(): Promise<void>;
  lease(more?: Partial<LeaseRequest>): Promise<readonly Delivery[]>;
}

export function start(options: Partial<FakeProcessOptions> = {}): OutboxHarness {
  const ports = options.ports ?? new ManualPorts();
  const redis = options.redis ?? new FakeRedis(ports.nowMs);
  const started = startProcess({ ...options, ports, redis });
  return {
    ...started,
    redis,
    connect: async () => {
      started.connection.up();
      await turns();
    },
    lease: async (more) =>
      started.outbox.lease({
        destination: "tgtrack",
        maxItems: 10,
        maxBytes: 1_000_000,
        nowMs: ports.nowMs(),
        leaseMs: 60_000,
        ...more,
      }),
  };
}
