import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { BOT_ID } from "./moments.ts";
import type { RedisKey } from "./redis-data.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");

/** The commits whose formats are kept here. */
export const COMMITS: readonly string[] = readdirSync(FIXTURES);

/** One version's fixtures. */
export class Fixtures {
  readonly #folder: string;

  constructor(commit: string) {
    this.#folder = join(FIXTURES, commit);
  }

  /** Unpacks a bot's file into `dir`, with what lies beside it. Gives its path. */
  unpack(name: string, dir: string): string {
    const path = join(dir, `${BOT_ID}.sqlite`);
    for (const end of ["", "-wal"]) {
      const packed = join(this.#folder, `${name}.sqlite${end}.gz`);
      if (existsSync(packed)) writeFileSync(path + end, gunzipSync(readFileSync(packed)));
    }
    return path;
  }

  /** What the version that wrote a fixture read back from it. */
  expected(name: string): unknown {
    return JSON.parse(readFileSync(join(this.#folder, `${name}.expected.json`), "utf8"));
  }

  redisData(): RedisKey[] {
    return JSON.parse(readFileSync(join(this.#folder, "redis.json"), "utf8"));
  }
}
