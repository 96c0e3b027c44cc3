import { spawnSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createTracker, type Tracker } from "@bot-tracker/core";
import { OutboxFile } from "@bot-tracker/core/outbox-kit";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { openSqlite } from "./sqlite-fixtures.ts";

function open(dir: string): { tracker: Tracker; said: string[] } {
  const said: string[] = [];
  const say = (message: string): void => void said.push(message);
  const tracker = createTracker(
    {
      tgtrack: { apiKey: "tgtrack-key-A1b2C3d4", url: "http://127.0.0.1:9" },
      botId: 7,
      dir,
      logger: { warn: say, error: say },
    },
    {},
  );
  onTestFinished(() => tracker.close({ timeoutMs: 0 }));
  return { tracker, said };
}

const storageOf = (tracker: Tracker): string | undefined => tracker.health()["tgtrack"]?.storage;

/** Each is made at a path, and said to be what it is. */
const KINDS: Record<string, (path: string) => void | Promise<void>> = {
  "a symbolic link": (path) => {
    writeFileSync(`${path}.target`, "somebody's", { mode: 0o644 });
    symlinkSync(`${path}.target`, path);
  },
  "a symbolic link to an outbox": (path) => {
    openSqlite({ path: `${path}.target` }).outbox.close();
    chmodSync(`${path}.target`, 0o644);
    symlinkSync(`${path}.target`, path);
  },
  "a symbolic link to nothing": (path) => symlinkSync(`${path}.nothing`, path),
  "a pipe": (path) => void spawnSync("mkfifo", ["-m", "644", path]),
  "a socket": async (path) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
  },
  "a folder": (path) => mkdirSync(path, { mode: 0o755 }),
};

describe.each(Object.entries(KINDS))("%s", (kind, make) => {
  const word = kind.replace(/ to .*/, "");

  it.each(["7.sqlite", "7.sqlite-wal", "7.sqlite-shm"])(
    "at %s is left as it is, and memory serves with one message",
    async (name) => {
      const dir = temporaryFolder();
      const path = join(dir, name);
      await make(path);
      const before = lstatSync(path);
      const { tracker, said } = open(dir);
      expect(storageOf(tracker)).toBe("memory-fallback");
      expect(said).toEqual([expect.stringMatching(new RegExp(`cannot be used: .*is ${word}, not a file`))]);
      expect(await tracker.trackEvent({ userId: 42, event: "sale" })).toEqual({ stored: true });
      await tracker.close({ timeoutMs: 0 });
      const after = lstatSync(path);
      expect([after.mode, after.ino, after.mtimeMs]).toEqual([before.mode, before.ino, before.mtimeMs]);
      const target = statSync(`${path}.target`, { throwIfNoEntry: false });
      expect((target?.mode ?? 0o644) & 0o777).toBe(0o644);
    },
  );

  it("in the place of an outbox is refused by the command line's tools", async () => {
    const path = join(temporaryFolder(), "7.sqlite");
    await make(path);
    const failure = kind === "a symbolic link to nothing" ? "missing" : "not-a-file";
    expect(() => new OutboxFile(path)).toThrow(expect.objectContaining({ failure }));
  });
});

describe("a folder that is a symbolic link", () => {
  it("is used, as data folders often are mounted so, and its target keeps its rights", async () => {
    const dir = temporaryFolder();
    const target = join(dir, "target");
    mkdirSync(target);
    chmodSync(target, 0o755);
    symlinkSync(target, join(dir, "link"));
    const { tracker, said } = open(join(dir, "link"));
    expect([storageOf(tracker), said]).toEqual(["sqlite", []]);
    expect(statSync(target).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(target, ".gitignore"), "utf8")).toBe("*\n");
  });
});
