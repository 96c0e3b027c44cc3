import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { devNull } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Registry } from "./start-registry.ts";

/** Goes before what the settings of this machine's user say, who may sign commits, or have hooks. */
function gitConfig(settings: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(settings).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(Object.keys(settings).length), ...Object.fromEntries(entries) };
}

/** Bash, whose npm, pnpm and yarn use a registry of this machine, with nothing of this process's settings. */
export class Shell {
  readonly #env: NodeJS.ProcessEnv;

  constructor({ npmrc, programs }: Registry, folder: string) {
    const { PATH = "", HOME } = process.env;
    this.#env = {
      HOME,
      // Tags have an author; a machine that only runs tests may have none.
      GIT_AUTHOR_NAME: "releaser",
      GIT_AUTHOR_EMAIL: "releaser@example.org",
      GIT_COMMITTER_NAME: "releaser",
      GIT_COMMITTER_EMAIL: "releaser@example.org",
      ...gitConfig({ "commit.gpgSign": "false", "tag.gpgSign": "false", "core.hooksPath": devNull }),
      PATH: [dirname(process.execPath), programs, PATH].join(delimiter),
      CI: "true",
      NO_COLOR: "1",
      NPM_CONFIG_USERCONFIG: npmrc,
      npm_config_cache: join(folder, "npm-cache"),
      YARN_CACHE_FOLDER: join(folder, "yarn-cache"),
    };
  }

  /** Runs lines as they are typed and gives what they printed. Rejects with it where one of them fails. */
  async run(lines: string, folder: string): Promise<string> {
    mkdirSync(folder, { recursive: true });
    try {
      const options = { cwd: folder, env: this.#env, maxBuffer: 64 * 1024 * 1024 };
      const { stdout, stderr } = await promisify(execFile)("bash", ["-ec", lines], options);
      return stdout + stderr;
    } catch (error) {
      const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
      throw new Error(`${lines}\n${stdout}${stderr}`, { cause: error });
    }
  }

  /** Starts what goes on by itself, as a process group of its own: npx does not hand a signal on. */
  start(line: string, folder: string): ChildProcess {
    mkdirSync(folder, { recursive: true });
    const stdio: ["ignore", "pipe", "inherit"] = ["ignore", "pipe", "inherit"];
    return spawn("bash", ["-c", line], { cwd: folder, env: this.#env, detached: true, stdio });
  }
}
