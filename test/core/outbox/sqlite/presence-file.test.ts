import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Sqlite } from "../../../../packages/core/src/outbox/sqlite/driver/load-sqlite.ts";
import { PresenceFile } from "../../../../packages/core/src/outbox/sqlite/driver/presence-file.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { nodeSqlite, openSqlite } from "./sqlite-fixtures.ts";

const CHILD = fileURLToPath(new URL("presence-child.ts", import.meta.url));
const T = 1_795_000_000_000;

interface Process {
  presence: PresenceFile;
  said: string[];
  name: string;
}

const database = (): string => {
  const path = join(temporaryFolder(), "bot.sqlite");
  writeFileSync(path, "");
  return path;
};

/** Another spelling of the same path: this process then holds a second file beside the database, as another would. */
const spelled = (path: string, times: number): string => `${dirname(path)}${"/.".repeat(times)}/bot.sqlite`;

function hold(path: string, sqlite: Sqlite = nodeSqlite()): Process {
  const said: string[] = [];
  const presence = new PresenceFile({ sqlite, path, onUnknowable: (why) => void said.push(why) });
  presence.hold();
  onTestFinished(() => presence.release());
  return { presence, said, name: presence.holder ?? "" };
}

/** A process that holds its presence beside `path`. */
async function spawned(path: string): Promise<{ child: ChildProcess; name: string }> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", CHILD, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [chunk] = await once(child.stdout, "data");
  return { child, name: String(chunk).trim() };
}

const kill = async (child: ChildProcess): Promise<void> => {
  child.kill("SIGKILL");
  await once(child, "exit");
};

/** What is known of a holder when it is looked at twice a second for so long. */
function lookFor(forMs: number, { presence }: Process, name: string, between = (): void => {}): (number | undefined)[] {
  return Array.from({ length: forMs / 500 + 1 }, (_, look) => {
    if (look > 0) between();
    return presence.endedAt(name, T + look * 500);
  });
}

/** What an owner's SQLite does where locks do not reach from one process to the other. */
function sqliteWithoutLocks(): Sqlite {
  const sqlite = nodeSqlite();
  class WithoutLocks extends sqlite.DatabaseSync {
    override exec(sql: string): void {
      if (sql !== "BEGIN EXCLUSIVE") super.exec(sql);
    }
  }
  return { ...sqlite, DatabaseSync: WithoutLocks };
}

describe("another process at a database", () => {
  it("is seen to live while it does, stopped or not, and to have ended when it was first seen to after SIGKILL", async () => {
    const path = database();
    const own = hold(path);
    const { child, name } = await spawned(path);
    expect(lookFor(3_000, own, name)).toEqual(Array.from({ length: 7 }, () => undefined));
    child.kill("SIGSTOP");
    expect(lookFor(3_000, own, name)).toEqual(Array.from({ length: 7 }, () => undefined));
    child.kill("SIGCONT");
    await kill(child);
    expect(lookFor(1_500, own, name)).toEqual([undefined, undefined, undefined, T]);
    expect(own.said).toEqual([]);
  });

  it("sees this one live also after this one has looked at files, its own among them", async () => {
    const path = database();
    const own = hold(path);
    const other = hold(spelled(path, 1));
    expect(own.presence.endedAt(other.name, T)).toBeUndefined();
    expect(other.presence.endedAt(own.name, T)).toBeUndefined();
    expect(other.presence.bury(own.name, () => {})).toBe(false);
    const { child } = await spawned(`${path} ${own.name} ${other.name}`);
    await kill(child);
  });

  it("is the same one for all who use the database in one process, until the last of them goes", () => {
    const path = database();
    const [one, two] = [hold(path), hold(path)];
    expect(two.name).toBe(one.name);
    one.presence.release();
    expect(existsSync(`${path}-alive-${one.name}`)).toBe(true);
    two.presence.release();
    expect(readdirSync(dirname(path))).toEqual(["bot.sqlite"]);
  });
});

describe("a file that shows that a process lives", () => {
  it("is made again when it was deleted, and its process is called dead only when it has been missing for 2 s", () => {
    const path = database();
    const [own, other] = [hold(path), hold(spelled(path, 1))];
    const file = `${path}-alive-${other.name}`;
    rmSync(file);
    expect(own.presence.endedAt(other.name, T)).toBeUndefined();
    other.presence.renew();
    expect(existsSync(file)).toBe(true);
    expect(lookFor(3_000, own, other.name)).toEqual(Array.from({ length: 7 }, () => undefined));

    rmSync(file);
    expect(lookFor(2_000, own, other.name)).toEqual([undefined, undefined, undefined, undefined, T]);
    other.presence.renew();
    expect(own.presence.bury(other.name, () => {})).toBe(false);
  });

  it("is locked again when another one was put in its place", () => {
    const path = database();
    const [own, other] = [hold(path), hold(spelled(path, 1))];
    const file = `${path}-alive-${other.name}`;
    writeFileSync(`${file}.copy`, "");
    renameSync(`${file}.copy`, file);
    expect(lookFor(3_000, own, other.name, () => other.presence.renew()).every((at) => at === undefined)).toBe(true);
    expect(own.said).toEqual([]);
  });

  it("is made again in a folder that was deleted, as soon as there is one", () => {
    const path = database();
    const own = hold(path);
    rmSync(dirname(path), { recursive: true });
    own.presence.renew();
    mkdirSync(dirname(path));
    writeFileSync(path, "");
    own.presence.renew();
    expect(existsSync(`${path}-alive-${own.name}`)).toBe(true);
  });

  it("is removed together with what the dead process held, or found later by whoever opens the database", async () => {
    const path = database();
    const own = hold(path);
    const [{ child, name }, early] = [await spawned(path), await spawned(path)];
    expect([...own.presence.found()].sort()).toEqual([name, early.name].sort());
    await Promise.all([kill(child), kill(early.child)]);
    lookFor(1_500, own, name);
    let buried = 0;
    expect(own.presence.bury(name, () => buried++)).toBe(true);
    expect(buried).toBe(1);
    expect(own.presence.found()).toEqual([early.name]);
    expect(readdirSync(dirname(path)).filter((each) => each.includes(name))).toEqual([]);
  });
});

describe("where a lock says nothing", () => {
  it("nobody is called dead who answers, and it is said once", () => {
    const path = database();
    const [own, other] = [hold(path), hold(spelled(path, 1), sqliteWithoutLocks())];
    expect(lookFor(5_000, own, other.name, () => other.presence.renew()).every((at) => at === undefined)).toBe(true);
    expect(own.presence.holder).toBeUndefined();
    expect(own.said).toEqual(["a process that lives holds no lock on its file"]);
  });

  it("two who look at one dead process do not take each other for it", async () => {
    const path = database();
    const [one, two] = [hold(path), hold(spelled(path, 1))];
    const { child, name } = await spawned(path);
    await kill(child);
    for (let look = 0; look < 3; look++) {
      for (const { presence } of [one, two]) expect(presence.endedAt(name, T + look * 500)).toBeUndefined();
    }
    expect(one.presence.endedAt(name, T + 1_500)).toBe(T);
    expect(one.presence.bury(name, () => {})).toBe(true);
    expect(two.presence.endedAt(name, T + 1_500)).toBeUndefined();
    expect([one.said, two.said]).toEqual([[], []]);
  });

  it("the outbox is used all the same, and one message says what that costs and what to do", () => {
    const path = join(temporaryFolder(), "bot.sqlite");
    const sqlite = nodeSqlite();
    class Refusing extends sqlite.DatabaseSync {
      override exec(sql: string): void {
        if (sql === "BEGIN EXCLUSIVE") throw new Error("disk I/O error");
        super.exec(sql);
      }
    }
    const { outbox, said } = openSqlite({ path, sqlite: { ...sqlite, DatabaseSync: Refusing } });
    expect(said).toEqual([
      expect.stringMatching(
        /bot\.sqlite a file cannot be locked \(disk I\/O error\).* a minute .* local disk in BOT_TRACKER_DIR/,
      ),
    ]);
    outbox.close();
  });

  it("a process that cannot lock its file says so once, and is shown when it can", () => {
    const path = database();
    const sqlite = nodeSqlite();
    let works = false;
    class Refusing extends sqlite.DatabaseSync {
      override exec(sql: string): void {
        if (!works && sql === "BEGIN EXCLUSIVE") throw new Error("disk I/O error");
        super.exec(sql);
      }
    }
    const own = hold(path, { ...sqlite, DatabaseSync: Refusing });
    own.presence.renew();
    expect([own.presence.holder, own.said]).toEqual([undefined, ["disk I/O error"]]);
    expect(readdirSync(dirname(path))).toEqual(["bot.sqlite"]);
    works = true;
    own.presence.renew();
    expect(own.presence.holder).toBeTypeOf("string");
  });
});
