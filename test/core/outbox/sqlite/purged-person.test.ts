import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AutoEventCall, createTracker } from "@bot-tracker/core";
import { OutboxFile } from "@bot-tracker/core/outbox-kit";
import { describe, expect, it, onTestFinished } from "vitest";
import { deleteOldAsideFiles } from "../../../../packages/core/src/outbox/sqlite/file/aside-files.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { BOT, privateStart, USER_ID } from "../../../support/updates.ts";
import { nodeSqlite } from "./sqlite-fixtures.ts";

const OTHERS = 600;
const SECRETS = [String(USER_ID), "Петрова", "anna_petrova", "secret_payload", "order-of-anna"];

/** Which of a person's traces stand in any file of a folder. */
function tracesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const bytes = readFileSync(join(folder, name));
    return SECRETS.filter((secret) => bytes.includes(secret)).map((secret) => `${secret} in ${name}`);
  });
}

function openBot(dir: string, said: string[] = []) {
  const say = (message: string): void => void said.push(message);
  // Nobody listens there: everything waits.
  const tgtrack = { apiKey: "no-such-key", url: "http://127.0.0.1:1" };
  const autoEvents = [(): AutoEventCall[] => [{ kind: "event", userId: USER_ID, event: "came" }]];
  const tracker = createTracker(
    { botId: BOT.id, dir, tgtrack, howUsedBot: false, autoEvents, logger: { warn: say, error: say } },
    {},
  );
  onTestFinished(() => tracker.close({ timeoutMs: 0 }));
  return tracker;
}

const annasStart = privateStart({ payload: "secret_payload" });

/** A person among many, some of whom come and go so that pages are moved about. */
async function record(tracker: ReturnType<typeof openBot>): Promise<void> {
  for (let number = 0; number < OTHERS; number++) {
    const userId = 6_000_000_000 + number;
    void tracker.userStarted({ user: { id: userId, first_name: "Other".repeat(1 + (number % 40)) }, startValue: "x" });
    if (number % 60 === 30) {
      void tracker.trackEvent({
        userId: USER_ID,
        event: "sale",
        labels: { who: "Петрова" },
        key: `order-of-anna-${number}`,
      });
    }
    if (number === OTHERS / 2) tracker.handleUpdate(annasStart);
  }
  const gone = Array.from({ length: OTHERS / 6 }, (_, index) => tracker.purgeUser(6_000_000_000 + index * 6));
  await Promise.all(gone);
}

describe("a purged person", () => {
  it("stands in no byte of the file, its log and what lies beside it, while the bot runs and after a restart", async () => {
    const dir = temporaryFolder();
    const said: string[] = [];
    const tracker = openBot(dir, said);
    await record(tracker);
    expect(tracesIn(dir)).not.toEqual([]);

    expect(await tracker.purgeUser(USER_ID)).toBe(12);
    expect(tracesIn(dir)).toEqual([]);
    await expect(tracker.getPerson(USER_ID)).resolves.toBeUndefined();

    // Telegram and the bot's own handlers do the same again.
    tracker.handleUpdate(annasStart);
    await tracker.close({ timeoutMs: 0 });
    expect(tracesIn(dir)).toEqual([]);
    const again = openBot(dir, said);
    again.handleUpdate(annasStart);
    await again.close({ timeoutMs: 0 });
    expect(tracesIn(dir)).toEqual([]);
    expect(said.filter((message) => /purge|erase/.test(message))).toEqual([]);
  });

  it("is erased by the next process when the one that purged was killed in between", async () => {
    const dir = temporaryFolder();
    const tracker = openBot(dir);
    await record(tracker);
    await tracker.close({ timeoutMs: 0 });
    const path = join(dir, `${BOT.id}.sqlite`);
    const file = new OutboxFile(path);
    file.purgeUser(String(USER_ID));
    file.close();
    expect(tracesIn(dir)).not.toEqual([]);

    openBot(dir);
    await expect.poll(() => tracesIn(dir)).toEqual([]);
    await expect.poll(() => existsSync(`${path}-erase`)).toBe(false);
  });

  it("is erased from outside too, or it is told that another process reads the file", async () => {
    const dir = temporaryFolder();
    const tracker = openBot(dir);
    await record(tracker);
    const path = join(dir, `${BOT.id}.sqlite`);
    const file = new OutboxFile(path, { busyMs: 200 });
    onTestFinished(() => file.close());
    file.purgeUser(String(USER_ID));
    const reader = new (nodeSqlite().DatabaseSync)(path);
    reader.exec("BEGIN; SELECT count(*) FROM delivery");
    expect(file.erase()).toBe(false);
    reader.close();
    expect(file.erase()).toBe(true);
    expect(tracesIn(dir)).toEqual([]);
  });

  it("may be named in files that were set aside: these are named, and deleted after 30 days", async () => {
    const dir = temporaryFolder();
    const path = join(dir, `${BOT.id}.sqlite`);
    const aside = join(dir, `${BOT.id}.damaged-20261101T120000Z.sqlite`);
    const ofAnother = join(dir, `${BOT.id}.sandbox.damaged-20261101T120000Z.sqlite`);
    for (const each of [aside, `${aside}-wal`, ofAnother]) writeFileSync(each, "Петрова");
    const setAsideMs = Date.UTC(2026, 10, 1, 12);
    deleteOldAsideFiles(path, setAsideMs + 29 * 86_400_000);
    expect(existsSync(aside)).toBe(true);
    deleteOldAsideFiles(path, setAsideMs + 30 * 86_400_000);
    expect([aside, `${aside}-wal`, ofAnother].map((each) => existsSync(each))).toEqual([false, false, true]);

    const fresh = join(dir, `${BOT.id}.damaged-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}.sqlite`);
    writeFileSync(fresh, "Петрова");
    const said: string[] = [];
    await openBot(dir, said).purgeUser(USER_ID);
    expect(said).toEqual([expect.stringContaining(fresh)]);
  });
});
