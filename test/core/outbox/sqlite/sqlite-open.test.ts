import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createTracker, type Tracker, type TrackerOptions } from "@bot-tracker/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadSqlite } from "../../../../packages/core/src/outbox/sqlite/driver/load-sqlite.ts";
import { FILE_VERSION } from "../../../../packages/core/src/outbox/sqlite/file/format.ts";
import { SmallDisk } from "../../../faults/measure/small-disk.ts";
import { RecordingServer } from "../../../support/recording-server.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { waitUntil } from "../../../support/wait-until.ts";
import { nodeSqlite } from "./sqlite-fixtures.ts";

const KEY = "tgtrack-key-A1b2C3d4E5";
const NOWHERE = "http://127.0.0.1:9";

interface Opened {
  tracker: Tracker;
  said: string[];
  storage: string | undefined;
}

function open(dir: string | undefined, more: TrackerOptions = {}, env: Record<string, string> = {}): Opened {
  const said: string[] = [];
  const say = (message: string): void => void said.push(message);
  const tracker = createTracker(
    {
      tgtrack: { apiKey: KEY, url: NOWHERE },
      outbox: "sqlite",
      ...(dir !== undefined && { dir }),
      logger: { warn: say, error: say },
      ...more,
    },
    env,
  );
  onTestFinished(() => tracker.close({ timeoutMs: 0 }));
  return { tracker, said, storage: tracker.health()["tgtrack"]?.storage };
}

describe("the folder of the outbox", () => {
  it("holds one file per bot, for the owner's eyes only, and stays out of git", async () => {
    const dir = join(temporaryFolder(), "deep", "folder");
    const { storage } = open(dir, { botId: 123456 });
    open(dir);
    expect(storage).toBe("sqlite");
    expect(readdirSync(dir).filter((name) => !/-(wal|shm|alive-\w+)$/.test(name))).toEqual([
      ".gitignore",
      "123456.sqlite",
      "default.sqlite",
    ]);
    expect(readFileSync(join(dir, ".gitignore"), "utf8")).toBe("*\n");
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(dir).filter((each) => each.includes("sqlite"))) {
      expect([name, statSync(join(dir, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  it("is named by BOT_TRACKER_DIR, which an option beats", () => {
    const [named, given] = [join(temporaryFolder(), "named"), join(temporaryFolder(), "given")];
    open(undefined, {}, { BOT_TRACKER_DIR: named });
    open(given, {}, { BOT_TRACKER_DIR: named });
    expect([existsSync(join(named, "default.sqlite")), existsSync(join(given, "default.sqlite"))]).toEqual([
      true,
      true,
    ]);
  });

  it("of a bot that is not known warns when it comes with another key, and sends what waits with that", async () => {
    const dir = temporaryFolder();
    const first = open(dir, { tgtrack: { apiKey: "first-key-A1b2C3d4", url: NOWHERE } });
    await first.tracker.trackEvent({ userId: 42, event: "sale" });
    await first.tracker.close({ timeoutMs: 0 });
    const again = open(dir, { tgtrack: { apiKey: "first-key-A1b2C3d4", url: NOWHERE } });
    await again.tracker.close({ timeoutMs: 0 });
    const renewed = open(dir, { tgtrack: { apiKey: "other-key-E5f6G7h8", url: NOWHERE } });
    const known = open(dir, { tgtrack: { apiKey: "first-key-A1b2C3d4", url: NOWHERE }, botId: 1 });
    const warned = /default\.sqlite was last used with another key or address of tgtrack/;
    const saidOf = ({ said }: Opened): boolean => said.some((message) => warned.test(message));
    expect([first, again, renewed, known].map(saidOf)).toEqual([false, false, true, false]);
    expect(renewed.tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 1, pending: 1 });
    expect(readFileSync(join(dir, "default.sqlite"), "latin1")).not.toMatch(/(first|other)-key/);
  });

  it("keeps what was recorded for a sandbox in a file of its own, which a run without the sandbox does not send", async () => {
    const dir = temporaryFolder();
    await using real = await RecordingServer.start();
    await using sandbox = await RecordingServer.start();
    real.answer = sandbox.answer = { status: 500, body: { status: "error", error_code: 500 } };
    const inSandbox = { BOT_TRACKER_SANDBOX: sandbox.url };
    const outside = { TGTRACK_URL: real.url };
    const both = { tgtrack: KEY, howUsedBot: false } as const;
    for (const known of [{}, { botId: 7 }]) {
      const first = open(dir, { ...both, ...known }, inSandbox);
      await first.tracker.trackEvent({ userId: 42, event: "sale" });
      await first.tracker.close({ timeoutMs: 0 });
    }
    expect(readdirSync(dir).filter((name) => name.endsWith(".sqlite"))).toEqual([
      "7.sandbox.sqlite",
      "default.sandbox.sqlite",
    ]);
    for (const known of [{}, { botId: 7 }]) {
      const later = open(dir, { ...both, ...known }, outside);
      expect(later.tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 0, pending: 0 });
      expect(later.said).toEqual([]);
      await later.tracker.close({ timeoutMs: 0 });
      const again = open(dir, { ...both, ...known }, inSandbox);
      expect(again.tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 1, pending: 1 });
      await again.tracker.close({ timeoutMs: 0 });
    }
    expect(real.requests).toEqual([]);
  });

  it("tells a bot that is known of what waits in the file of bots that are not, each kind apart", async () => {
    const dir = temporaryFolder();
    const sandboxEnv = { BOT_TRACKER_SANDBOX: NOWHERE };
    const unknown = open(dir);
    await unknown.tracker.trackEvent({ userId: 42, event: "sale" });
    await unknown.tracker.trackEvent({ userId: 43, event: "sale" });
    await unknown.tracker.close({ timeoutMs: 0 });
    const inSandbox = open(dir, {}, sandboxEnv);
    await inSandbox.tracker.close({ timeoutMs: 0 });

    const known = open(dir, { botId: 7 });
    expect(known.said).toEqual([expect.stringContaining(`2 deliveries wait in ${join(dir, "default.sqlite")}`)]);
    expect(known.said[0]).toContain("start it once more without either until nothing waits there");
    expect(open(dir, { botId: 7 }, sandboxEnv).said).toEqual([]);
    expect(open(dir).tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 2, pending: 2 });
  });

  it("is used without a word where the file of bots that are not known is empty or cannot be read", async () => {
    const dir = temporaryFolder();
    await open(dir).tracker.close({ timeoutMs: 0 });
    expect(open(dir, { botId: 7 })).toMatchObject({ said: [], storage: "sqlite" });
    writeFileSync(join(dir, "default.sqlite"), "this is no database".repeat(1_000));
    expect(open(dir, { botId: 8 })).toMatchObject({ said: [], storage: "sqlite" });
  });

  it("is not made where tracking is switched off", () => {
    const dir = join(temporaryFolder(), "none");
    open(dir, {}, { BOT_TRACKER_DISABLED: "1" });
    open(dir, { enabled: false });
    open(dir, { outbox: "memory" });
    expect(existsSync(dir)).toBe(false);
  });

  it("holds nothing of a key", async () => {
    const dir = temporaryFolder();
    const { tracker } = open(dir, { botId: 1, howUsedBot: { apiToken: "howusedbot-token-F6g7H8", url: NOWHERE } });
    await tracker.userStarted({ user: { id: 42, first_name: "Anna" }, startValue: "ad" });
    await tracker.flush({ timeoutMs: 50 });
    await tracker.close({ timeoutMs: 0 });
    const all = readdirSync(dir).map((name) => `${name} ${readFileSync(join(dir, name), "latin1")}`);
    expect(all.join("\n")).toContain("tgtrack");
    expect(all.join("\n")).not.toContain(KEY);
    expect(all.join("\n")).not.toContain("howusedbot-token-F6g7H8");
  });
});

describe("where there can be no file, memory serves", () => {
  async function expectMemory(
    { tracker, said, storage }: Opened,
    why: RegExp,
    kind = "memory-fallback",
  ): Promise<void> {
    expect(storage).toBe(kind);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(why);
    expect(await tracker.userStarted({ user: { id: 42, first_name: "Anna" } })).toEqual({ stored: true });
  }

  it("because the folder cannot be made", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    await expectMemory(open(join(file, "folder")), /cannot be used: .*Make the folder writable.*BOT_TRACKER_DIR/);
  });

  it("because the file itself cannot be opened", async () => {
    const dir = temporaryFolder();
    mkdirSync(join(dir, "default.sqlite"));
    await expectMemory(open(dir), /cannot be used/);
  });

  it("because a newer version wrote the file, which is left as it is", async () => {
    const dir = temporaryFolder();
    await open(dir).tracker.close({ timeoutMs: 0 });
    const db = new (nodeSqlite().DatabaseSync)(join(dir, "default.sqlite"));
    db.exec(`PRAGMA user_version = ${FILE_VERSION + 1}; CREATE TABLE news (a)`);
    db.close();
    const before = readFileSync(join(dir, "default.sqlite"));
    const opened = open(dir);
    await expectMemory(opened, /is of version \d+.*It is left as it is; update the package/);
    await opened.tracker.close({ timeoutMs: 0 });
    expect(readFileSync(join(dir, "default.sqlite")).equals(before)).toBe(true);
  });

  it("because this Node has no SQLite", async () => {
    const dir = temporaryFolder();
    const getBuiltinModule = process.getBuiltinModule;
    const without = (name: string): unknown => (name === "node:sqlite" ? undefined : getBuiltinModule(name));
    process.getBuiltinModule = without as typeof process.getBuiltinModule;
    try {
      await expectMemory(open(dir), /This Node has no SQLite/, "memory");
    } finally {
      process.getBuiltinModule = getBuiltinModule;
    }
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe("loading SQLite", () => {
  it("keeps back Node's warning that it is experimental, and no other", async () => {
    const heard: string[] = [];
    const hear = (warning: Error): void => void heard.push(warning.message);
    process.on("warning", hear);
    onTestFinished(() => void process.off("warning", hear));
    const emitWarning = process.emitWarning;
    const getBuiltinModule = process.getBuiltinModule;
    process.getBuiltinModule = ((name: string) => {
      process.emitWarning("SQLite is an experimental feature and might change at any time", "ExperimentalWarning");
      process.emitWarning("Something else");
      return getBuiltinModule(name);
    }) as typeof process.getBuiltinModule;
    try {
      expect(loadSqlite()?.DatabaseSync).toBeTypeOf("function");
    } finally {
      process.getBuiltinModule = getBuiltinModule;
    }
    expect(process.emitWarning).toBe(emitWarning);
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual(["Something else"]);
  });
});

describe("a file that cannot be used when the bot starts", () => {
  it("has everything that memory kept once it can be, with what it holds itself", async () => {
    const dir = join(temporaryFolder(), "outbox");
    const before = open(dir, { botId: 7 });
    await before.tracker.trackEvent({ userId: 1, event: "sale" });
    await before.tracker.close({ timeoutMs: 0 });
    renameSync(join(dir, "7.sqlite"), join(dir, "kept"));
    mkdirSync(join(dir, "7.sqlite"));
    const { tracker, said, storage } = open(dir, { botId: 7 });
    expect(storage).toBe("memory-fallback");
    const other = open(dir, { botId: 7 });
    expect(await tracker.trackEvent({ userId: 2, event: "sale" })).toEqual({ stored: true });
    await tracker.trackEvent({ userId: 2, event: "paid", key: "once" });
    expect(other.tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 2 });
    rmdirSync(join(dir, "7.sqlite"));
    renameSync(join(dir, "kept"), join(dir, "7.sqlite"));
    await waitUntil("the file to be used", () => tracker.health()["tgtrack"]?.storage === "sqlite");
    expect(tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 3, pending: 3 });
    expect(said.filter((message) => message.includes("7.sqlite"))).toEqual([
      expect.stringMatching(/cannot be used: it is a folder.*in memory meanwhile/),
      expect.stringMatching(/7\.sqlite can be used now.*2 deliveries/),
    ]);
    await tracker.close({ timeoutMs: 0 });
    await other.tracker.close({ timeoutMs: 0 });
    const after = open(dir, { botId: 7 });
    await after.tracker.trackEvent({ userId: 2, event: "paid", key: "once" });
    expect(after.tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 3, pending: 3 });
  });

  it("is a full disk's, and has it all when there is room", async ({ skip }) => {
    using disk = await SmallDisk.mount();
    if (disk === undefined) return skip("no tmpfs can be mounted here");
    disk.fill();
    const { tracker, storage } = open(disk.dir, { botId: 7 });
    expect(storage).toBe("memory-fallback");
    for (let userId = 1; userId <= 100; userId++) await tracker.trackEvent({ userId, event: "sale" });
    disk.empty();
    // Also if the bot is stopped before that is noticed.
    await tracker.close({ timeoutMs: 0 });
    const after = open(disk.dir, { botId: 7 });
    expect(after.tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 100, pending: 100 });
    expect(readFileSync(join(disk.dir, ".gitignore"), "utf8")).toBe("*\n");
    await after.tracker.close({ timeoutMs: 0 });
  });

  it("is said once more where what memory kept is lost at the end", async () => {
    const dir = temporaryFolder();
    mkdirSync(join(dir, "default.sqlite"));
    const { tracker, said } = open(dir);
    await tracker.trackEvent({ userId: 1, event: "sale" });
    await tracker.close({ timeoutMs: 0 });
    expect(said.slice(1)).toEqual([expect.stringMatching(/^\[bot-tracker\] 1 deliver.* lost/)]);
  });
});
