import { createTransport, type Platform } from "../../delivery/http/create-transport.ts";
import { SERVICES } from "../../destinations/services.ts";
import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import { MemoryOutbox, type MemoryOutboxOptions } from "../../outbox/memory/memory-outbox.ts";
import { randomPrefix } from "../../outbox/rules/random-prefix.ts";
import type { Ports } from "../../support/ports.ts";
import { onceInProcess } from "../../support/process-registry.ts";
import { FlushPipeline } from "../flush-pipeline.ts";
import { serviceOptionOf } from "../service-option.ts";
import type { Runtime } from "./runtime.ts";

/** An isolate has 128 MB for everything. Source: Cloudflare's "Limits". */
const BOUNDS: MemoryOutboxOptions = { maxItems: 10_000, maxBytes: 16 * 1024 * 1024 };

/** Its clock stands still while code runs, and before the first event: nothing there is a time to measure. */
export const workersPorts: Ports = {
  nowMs: () => Date.now(),
  steadyMs: () => Date.now(),
  random: () => Math.random(),
  setTimer: (task, delayMs) => {
    const timer = setTimeout(task, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
  soon: (task) => void setTimeout(task, 0),
  // An isolate ends without a word.
  onBeforeExit: () => () => {},
  onExit: () => () => {},
};

/**
 * Cloudflare Workers and runtimes like them. Deliveries wait in the isolate's memory, which all trackers of one bot
 * share, and are sent within `flush`. Nothing here needs Node's API, and nothing happens before the first event.
 */
export const workersRuntime: Runtime = {
  ports: workersPorts,
  env: () => (typeof process === "undefined" ? {} : (process.env ?? {})),
  check() {},
  checkOptions(options) {
    const { outbox, dir, durability } = options;
    if (outbox === "sqlite" || dir !== undefined || durability !== undefined) throw new TrackerConfigError(NO_FILE);
    const withDispatcher = Object.values(SERVICES)
      .flat()
      .find((service) => {
        const option = serviceOptionOf(service, options);
        return typeof option === "object" && option["dispatcher"] !== undefined;
      });
    if (withDispatcher !== undefined) {
      throw new TrackerConfigError(
        `\`${withDispatcher.option}.dispatcher\` is undici's, which a Worker does not have: leave it out. Requests go by \`fetch\`.`,
      );
    }
  },
  openLocal({ memory, ports }, { owner, environment }) {
    const make = (): MemoryOutbox => new MemoryOutbox(randomPrefix, { ...BOUNDS, ...memory });
    // Whose bot it is may still turn out, and a clock of a test's own belongs to one tracker.
    if (!owner.isKnown || ports !== undefined) return make();
    const outboxes = onceInProcess("memory outboxes@1", () => new Map<string, MemoryOutbox>());
    const name = `${owner.name}${environment.sandbox === undefined ? "" : ".sandbox"}`;
    const outbox = outboxes.get(name) ?? make();
    outboxes.set(name, outbox);
    return outbox;
  },
  openPipeline: (parts, user) =>
    new FlushPipeline({ ...parts, createTransport: () => createTransport({ nowMs: parts.ports.nowMs }, FETCH) }, user),
};

/** All that is there to send with. */
export const FETCH: Platform = { loadUndici: () => undefined, hasFetch: typeof fetch === "function", envProxy: false };

const NO_FILE =
  'A Worker has no disk, so that `outbox: "sqlite"`, `dir` and `durability` cannot be honoured: leave them out. ' +
  "Deliveries then wait in the isolate's memory until `tracker.flush()` sends them.";
