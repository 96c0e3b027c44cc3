import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BLOCK = Buffer.alloc(4_096, 1);

/** A file system in memory that holds 4 MiB. */
export class SmallDisk {
  readonly dir: string;
  readonly #filler: string;

  private constructor(dir: string) {
    this.dir = dir;
    this.#filler = join(dir, "filler");
  }

  /** Undefined where this user may not mount one; then nothing is left behind. */
  static async mount(): Promise<SmallDisk | undefined> {
    const dir = await mkdtemp(join(tmpdir(), "bot-tracker-disk-"));
    const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", dir], { stdio: "ignore" });
    if (status === 0) return new SmallDisk(dir);
    rmdirSync(dir);
    return undefined;
  }

  /** Takes all that is left of it. */
  fill(): void {
    const file = openSync(this.#filler, "w");
    try {
      for (;;) writeSync(file, BLOCK);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    } finally {
      closeSync(file);
    }
  }

  /** Gives it back. */
  empty(): void {
    rmSync(this.#filler);
  }

  [Symbol.dispose](): void {
    spawnSync("umount", [this.dir], { stdio: "ignore" });
    rmdirSync(this.dir);
  }
}
