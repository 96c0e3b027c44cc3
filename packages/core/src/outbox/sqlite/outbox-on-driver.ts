import type { Messages } from "../../support/messages.ts";
import type { Ports } from "../../support/ports.ts";
import type { OutboxBounds } from "../rules/room.ts";
import type { SqliteDriver } from "./driver/sqlite-driver.ts";
import { bringUp } from "./file/format.ts";
import { SqliteOutbox } from "./sqlite-outbox.ts";
import { Store } from "./tables/store.ts";

export interface OutboxOnDriverParts {
  driver: SqliteDriver;
  /** For messages. */
  place: string;
  bounds: OutboxBounds;
  /** What the ids of a fresh database's deliveries begin with; it should be random. */
  newPrefix: string;
  messages: Pick<Messages, "error" | "forget">;
  ports: Pick<Ports, "nowMs" | "steadyMs" | "setTimer" | "soon" | "onExit">;
}

/** Those of a file. */
const MORE_BOUNDS = { maxPersons: 2_000_000, maxDedupeKeys: 2_000_000 };

/**
 * An outbox in a database that is no file of this machine's: nobody else is ever at it, and it cannot be deleted, replaced
 * or damaged, so that nothing is done about that. It has no timer while nothing is wrong.
 *
 * @throws {Error} what the driver throws, and if the database is no outbox or a newer one
 */
export function outboxOnDriver({
  driver,
  place,
  bounds,
  newPrefix,
  messages,
  ports,
}: OutboxOnDriverParts): SqliteOutbox {
  bringUp(driver);
  driver.presence.hold();
  const store = new Store(driver, { ...MORE_BOUNDS, ...bounds }, newPrefix);
  store.refresh();
  const file = {
    path: place,
    store,
    presence: driver.presence,
    isInPlace: true,
    keepInPlace: () => {},
    look: () => {},
    setAside: (cause: unknown): never => {
      throw cause;
    },
    reopen: () => {},
    giveBackSpace: (pages: number) => driver.giveBackSpace(pages),
    writeBackLog: () => driver.writeBackLog(),
    waitFor: (busyMs: number) => driver.waitFor(busyMs),
    close: () => driver.close(),
  };
  return new SqliteOutbox({ file, ports, messages, isAlone: true });
}
