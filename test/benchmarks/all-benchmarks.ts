import { existsSync } from "node:fs";
import { updateBenchmark } from "./adapters/update-benchmark.ts";
import { deliveryBatches } from "./delivery/batches.ts";
import { deliverySingle } from "./delivery/single.ts";
import { redisScale, sqliteScale } from "./growth/backlog-scale.ts";
import { growth } from "./growth/growth.ts";
import { sandboxScale } from "./growth/sandbox-scale.ts";
import { outboxBurst } from "./outbox/burst.ts";
import { outboxLoad } from "./outbox/load.ts";
import { outboxReopen } from "./outbox/reopen.ts";
import { packageImport } from "./package/import-time.ts";
import { packageSize } from "./package/size.ts";
import { quotaBacklog } from "./quota/backlog.ts";
import { quotaFlood } from "./quota/flood.ts";
import { quotaFloodReal } from "./quota/flood-real.ts";
import { recordingCpu } from "./recording/cpu.ts";
import { recordingMemory } from "./recording/memory.ts";
import { redisCaller } from "./redis/caller.ts";
import { redisDelivery } from "./redis/delivery.ts";
import { redisLatency } from "./redis/latency.ts";
import { redisMemory } from "./redis/memory.ts";
import { redisRecording } from "./redis/recording.ts";
import { redisWaiting } from "./redis/waiting.ts";
import type { Benchmark } from "./runner/benchmark.ts";
import { SANDBOX_VIEWS, sandboxViews } from "./runner/sandbox-views.ts";

/** All of them, in the order of the table. */
export const BENCHMARKS: readonly Benchmark[] = [
  recordingCpu,
  recordingMemory,
  updateBenchmark("grammY", { mostNs: 1_500 }),
  updateBenchmark("Telegraf", { mostNs: 2_500 }),
  updateBenchmark("node-telegram-bot-api", { mostNs: 1_500 }),
  deliverySingle,
  deliveryBatches,
  outboxLoad,
  outboxBurst,
  outboxReopen,
  quotaBacklog,
  quotaFlood,
  quotaFloodReal,
  redisCaller,
  redisRecording,
  redisDelivery,
  redisLatency,
  redisMemory,
  redisWaiting,
  packageImport,
  packageSize,
  growth,
  ...(existsSync(SANDBOX_VIEWS) ? [sandboxViews] : []),
];

/** Those that take many minutes, which run only by their names. */
export const LONG_BENCHMARKS: readonly Benchmark[] = [sqliteScale, redisScale, sandboxScale];
