import type { Logger, Outbox, Ports } from "@bot-tracker/core";
import { DEFAULT_BOUNDS, outboxOnDriver, randomPrefix } from "@bot-tracker/core/outbox-kit";
import { ObjectDriver } from "./object-driver.ts";
import type { ObjectStorage } from "./object-storage.ts";
import { solePresence } from "./sole-presence.ts";

export interface ObjectOutboxOptions {
  /** Below Cloudflare's 10 GB for an object. @default those of a file */
  bounds?: Partial<typeof DEFAULT_BOUNDS>;
  logger: Pick<Logger, "error">;
  ports: Pick<Ports, "nowMs" | "steadyMs" | "soon">;
}

/** The outbox of the object that `storage` belongs to. What an earlier instance left under way is ready again at once. */
export function openObjectOutbox(
  storage: Pick<ObjectStorage, "sql" | "transactionSync">,
  { bounds = {}, logger, ports }: ObjectOutboxOptions,
): Outbox {
  const driver = new ObjectDriver(storage, solePresence(randomPrefix(), ports.steadyMs()));
  return outboxOnDriver({
    driver,
    place: "the bot's Durable Object",
    bounds: { ...DEFAULT_BOUNDS, ...bounds },
    newPrefix: randomPrefix(),
    messages: { error: (_topic, message) => logger.error(`[bot-tracker] ${message}`), forget: () => {} },
    ports: {
      nowMs: ports.nowMs,
      steadyMs: ports.steadyMs,
      soon: ports.soon,
      // A file is looked at again and again for what other processes have done to it. A timer would keep the object awake.
      setTimer: () => () => {},
      onExit: () => () => {},
    },
  });
}
