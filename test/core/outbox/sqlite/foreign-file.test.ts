import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createTracker } from "@bot-tracker/core";
import { OutboxFile } from "@bot-tracker/core/outbox-kit";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { nodeSqlite } from "./sqlite-fixtures.ts";

const KINDS = {
  "a bot's own": "CREATE TABLE users (id INTEGER PRIMARY KEY); INSERT INTO users VALUES (7)",
  "one with a version of its own": "PRAGMA user_version = 1; CREATE TABLE item (id); INSERT INTO item VALUES (7)",
  "one of a later version than ours": "PRAGMA user_version = 90; CREATE TABLE users (id)",
  "one of another application": "PRAGMA application_id = 1; PRAGMA user_version = 1",
  "one in use with a log": "PRAGMA journal_mode = WAL; CREATE TABLE users (id INTEGER PRIMARY KEY)",
};

/** A database in the place of the outbox's file that everybody may read. */
function makeForeign(dir: string, sql: string): string {
  const path = join(dir, "default.sqlite");
  const db = new (nodeSqlite().DatabaseSync)(path);
  db.exec(sql);
  db.close();
  chmodSync(path, 0o644);
  return path;
}

describe.each(Object.entries(KINDS))("a database that is not an outbox: %s", (_kind, sql) => {
  it("is neither changed nor closed to others, and memory serves", async () => {
    const dir = temporaryFolder();
    const path = makeForeign(dir, sql);
    const before = readFileSync(path);
    const said: string[] = [];
    const say = (message: string): void => void said.push(message);
    const tracker = createTracker(
      { tgtrack: { apiKey: "key", url: "http://127.0.0.1:9" }, dir, logger: { warn: say, error: say } },
      {},
    );
    expect(tracker.health()["tgtrack"]?.storage).toBe("memory-fallback");
    expect(said).toEqual([expect.stringMatching(/default\.sqlite cannot be used: .*not an outbox.*BOT_TRACKER_DIR/)]);
    expect(await tracker.trackEvent({ userId: 42, event: "sale" })).toEqual({ stored: true });
    await tracker.close({ timeoutMs: 0 });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o644);
    expect(readdirSync(dir).filter((name) => name.includes("damaged"))).toEqual([]);
  });

  it("is refused by the command line's tools", () => {
    const path = makeForeign(temporaryFolder(), sql);
    const before = readFileSync(path);
    expect(() => new OutboxFile(path)).toThrow(expect.objectContaining({ failure: "foreign" }));
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0).toBe(false);
  });
});
