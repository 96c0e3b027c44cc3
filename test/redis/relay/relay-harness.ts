import { ManualPorts } from "../../support/manual-ports.ts";
import { type FakeProcess, type FakeProcessOptions, startProcess } from "./fakes/fake-process.ts";
import { FakeRedis } from "./fakes/fake-redis.ts";

/** A process on a fake Redis, with the time in the test's hands. */
export function start(options: Omit<FakeProcessOptions, "redis" | "ports"> = {}): FakeProcess & { redis: FakeRedis } {
  const ports = new ManualPorts();
  const redis = new FakeRedis(ports.nowMs);
  return { ...startProcess({ ...options, ports, redis }), redis };
}
