import { randomBytes } from "node:crypto";
import { NO_PRESENCE } from "../../../../packages/core/src/outbox/sqlite/driver/no-presence.ts";
import { NodeDriver } from "../../../../packages/core/src/outbox/sqlite/driver/node-driver.ts";
import type {
  DatabaseFormat,
  SqliteDriver,
  Statement,
} from "../../../../packages/core/src/outbox/sqlite/driver/sqlite-driver.ts";
import { outboxOnDriver } from "../../../../packages/core/src/outbox/sqlite/outbox-on-driver.ts";
import { systemPorts } from "../../../../packages/core/src/support/ports.ts";
import { describeOutbox } from "../describe-outbox.ts";
import { BOUNDS, nodeSqlite } from "./sqlite-fixtures.ts";

const REFUSED = /\b(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|PRAGMA)\b/i;

/** An SQLite that takes neither transactions nor settings as SQL, as a Durable Object's does. */
class NarrowDriver implements SqliteDriver {
  readonly presence = NO_PRESENCE;
  readonly #inner = new NodeDriver(new (nodeSqlite().DatabaseSync)(":memory:"));
  #format: DatabaseFormat = { applicationId: 0, version: 0 };

  prepare<Row>(sql: string): Statement<Row> {
    refuse(sql);
    return this.#inner.prepare(sql);
  }

  exec(sql: string): void {
    refuse(sql);
    this.#inner.exec(sql);
  }

  transaction<T>(task: () => T): T {
    return this.#inner.transaction(task);
  }

  look<T>(task: () => T): T {
    return task();
  }

  /** Nobody else is ever at it. */
  changeCounter(): number {
    return 1;
  }

  format(): DatabaseFormat {
    return this.#format;
  }

  setFormat(format: DatabaseFormat): void {
    this.#format = format;
  }

  setDurability(): void {}
  waitFor(): void {}
  giveBackSpace(): void {}
  writeBackLog(): void {}
  pages(): number {
    return 0;
  }
  limitPages(): void {}
  close(): void {
    this.#inner.close();
  }
}

function refuse(sql: string): void {
  if (REFUSED.test(sql.replaceAll(/--.*/g, ""))) throw new Error(`this SQLite does not know: ${sql}`);
}

describeOutbox("SqliteOutbox on an SQLite without BEGIN and PRAGMA", (bounds = {}) =>
  outboxOnDriver({
    driver: new NarrowDriver(),
    place: "none",
    bounds: { ...BOUNDS, ...bounds },
    newPrefix: randomBytes(6).toString("hex"),
    messages: { error: () => {}, forget: () => {} },
    ports: systemPorts,
  }),
);
