import { MemoryOutbox } from "../../outbox/memory/memory-outbox.ts";
import { openOutbox } from "../../outbox/open-outbox.ts";
import { randomPrefix } from "../../outbox/rules/random-prefix.ts";
import { systemPorts } from "../../support/ports.ts";
import { checkRuntime } from "../check-runtime.ts";
import { DeliveryPipeline } from "../delivery-pipeline.ts";
import type { Runtime } from "./runtime.ts";

const DEFAULT_DIR = ".bot-tracker";

/** Node, and what takes its place: Bun and Deno. Deliveries wait in a file and are sent in the background. */
export const nodeRuntime: Runtime = {
  ports: systemPorts,
  env: () => process.env,
  check: () => checkRuntime(process.versions.node),
  checkOptions() {},
  openLocal({ outbox, dir, durability = "normal", memory = {}, ports }, { environment, routes, ...parts }) {
    if (outbox === "memory") return new MemoryOutbox(randomPrefix(), memory);
    const keys = routes.all.flatMap(({ destination: { name, quota } }) =>
      quota === undefined ? [] : [{ destination: name, keyHash: quota.key }],
    );
    return openOutbox({
      dir: dir ?? environment.dir ?? DEFAULT_DIR,
      isSandbox: environment.sandbox !== undefined,
      keys,
      durability,
      memory,
      // A clock of a test's own belongs to one tracker, and so does the file that goes by it.
      isShared: ports === undefined,
      ...parts,
    });
  },
  openPipeline: (parts, user) => new DeliveryPipeline(parts, user),
};
