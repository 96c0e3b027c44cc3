import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { delivery, putOne } from "../outbox-fixtures.ts";
import { openSqlite } from "./sqlite-fixtures.ts";

const CHILD = fileURLToPath(new URL("open-child.ts", import.meta.url));
/** Users and a group that need not exist anywhere. */
const [OWNER, OTHER, GROUP] = [61_001, 61_002, 62_000];

interface Opened {
  storage: string;
  pending: number;
  said: string[];
}

async function openAs(uid: number, gid: number, dir: string): Promise<Opened> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", CHILD, dir], {
    uid,
    gid,
    env: {},
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [out] = await Promise.all([text(child.stdout), once(child, "close")]);
  return JSON.parse(out);
}

/** A volume of another user, with a file in which one delivery waits. */
async function volume(owner: number, group: number, folderMode: number, fileMode: number): Promise<string> {
  const dir = temporaryFolder();
  const path = join(dir, "7.sqlite");
  const { outbox } = openSqlite({ path });
  await putOne(outbox, delivery("a", { expiresAtMs: Number.MAX_SAFE_INTEGER }));
  outbox.close();
  for (const [each, mode] of [
    [dir, folderMode],
    [path, fileMode],
  ] as const) {
    chownSync(each, owner, group);
    chmodSync(each, mode);
  }
  return dir;
}

const modeOf = (dir: string): string => (statSync(join(dir, "7.sqlite")).mode & 0o777).toString(8);

// Only root can become somebody else.
describe.runIf(process.getuid?.() === 0)("an outbox on a volume of another user", () => {
  it("is used through the group's rights, as `fsGroup` in Kubernetes gives them, and nothing is said", async () => {
    const dir = await volume(OWNER, GROUP, 0o2770, 0o660);
    expect(await openAs(OTHER, GROUP, dir)).toEqual({ storage: "sqlite", pending: 2, said: [] });
    expect(await openAs(OWNER, GROUP, dir)).toEqual({ storage: "sqlite", pending: 3, said: [] });
  });

  it("is used where everybody may, which is said once, with what to do", async () => {
    const dir = await volume(OWNER, GROUP, 0o777, 0o666);
    const { said, ...rest } = await openAs(OTHER, OTHER, dir);
    expect(rest).toEqual({ storage: "sqlite", pending: 2 });
    expect(said).toEqual([
      expect.stringMatching(/open to every user .*mode 0666.*another user \(61001\).*chmod o-rwx/),
    ]);
    expect(modeOf(dir)).toBe("666");
  });

  it("keeps the rights that others have, also where the bot runs as root", async () => {
    const dir = await volume(OWNER, GROUP, 0o2770, 0o660);
    expect(await openAs(0, 0, dir)).toEqual({ storage: "sqlite", pending: 2, said: [] });
    expect(modeOf(dir)).toBe("660");
  });

  it("is closed to all but its owner by the owner, together with what SQLite keeps beside it", async () => {
    const dir = await volume(0, 0, 0o700, 0o666);
    const { outbox, said } = openSqlite({ path: join(dir, "7.sqlite") });
    const modes = readdirSync(dir)
      .filter((name) => name.includes("sqlite"))
      .map((name) => statSync(join(dir, name)).mode & 0o777);
    expect([modes, said]).toEqual([[0o600, 0o600, 0o600, 0o600], []]);
    outbox.close();
  });

  it("that gives this user no right at all leaves memory, with who it belongs to and what to do", async () => {
    const dir = await volume(OWNER, GROUP, 0o777, 0o600);
    const { storage, said } = await openAs(OTHER, GROUP, dir);
    expect(storage).toBe("memory-fallback");
    expect(said).toEqual([
      expect.stringMatching(/cannot be used: .*It belongs to user 61001 with mode 0600.*runs as user 61002.*`fsGroup`/),
    ]);
  });
});
