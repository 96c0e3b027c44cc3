import type { Outbox, Ports } from "@bot-tracker/core";
import { DEFAULT_BOUNDS, type Messages, outboxOnDriver, randomPrefix } from "@bot-tracker/core/outbox-kit";
import { ObjectDriver } from "./object-driver.ts";
import type { ObjectStorage } from "./object-storage.ts";
import { solePresence } from "./sole-presence.ts";

export interface ObjectOutboxOptions {
  /** Below Cloudflare's 10 GB for an object. @default those of a file */
  bounds?: Partial<typeof DEFAULT_BOUNDS>;
  messages: Pick<Messages, "error" | "forget">;
  ports: Pick<Ports, "nowMs" | "steadyMs" | "soon" | "setTimer">;
}

/** The outbox of the object that `storage` belongs to. What an earlier instance left under way is ready again at once. */
export function openObjectOutbox(
  storage: Pick<ObjectStorage, "sql" | "transactionSync">,
  { bounds = {}, messages, ports }: ObjectOutboxOptions,
): Outbox {
  const driver = new ObjectDriver(storage, solePresence(randomPrefix(), ports.steadyMs()));
  return outboxOnDriver({
    driver,
    place: "the bot's Durable Object",
    bounds: { ...DEFAULT_BOUNDS, ...bounds },
    newPrefix: randomPrefix(),
    messages,
    // An object ends without a word.
    ports: { ...ports, onExit: () => () => {} },
  });
}
