import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

/** A Redis of a test's own, on a port of its own. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Ends it. What `appendonly` has on disk stays for `start`. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Starts it again on the same port; `empty` without its data. */
  start(options?: { empty?: boolean }): Promise<void>;
  /** The process id, for a test that freezes it. */
  pid(): number | undefined;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

/** Whether this machine has a Redis to test with. */
export function hasRedisServer(): boolean {
  return spawnSync("redis-server", ["--version"]).status === 0;
}

/** Said once where tests are skipped for want of it. */
export const NO_REDIS_SERVER: string =
  "The tests with Redis are skipped: there is no redis-server here. On Debian and Ubuntu: apt-get install redis-server";

/** Starts a real `redis-server`. `settings` are lines of its configuration, such as `--requirepass secret`. */
export async function startRedisServer(settings: readonly string[] = []): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "bot-tracker-redis-"));
  let port = await freePort();
  let child: ChildProcess | undefined;
  const run = async (): Promise<void> => {
    const own = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes"];
    const started = spawn("redis-server", [...own, ...settings], { stdio: ["ignore", "pipe", "inherit"] });
    child = started;
    await new Promise<void>((resolve, reject) => {
      let said = "";
      started.stdout?.on("data", (text) => {
        said += text;
        if (said.includes("Ready to accept connections")) resolve();
      });
      started.once("exit", () => reject(new Error(`redis-server did not start: ${said}`)));
    });
  };
  const stop = async (signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    running.kill(signal);
    await once(running, "exit");
  };
  for (let tries = 1; ; tries++) {
    try {
      await run();
      break;
    } catch (error) {
      // Somebody else may have taken the port since it was free.
      if (tries >= 5 || !String(error).includes("Address already in use")) throw error;
      port = await freePort();
    }
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    stop,
    start: async ({ empty = false } = {}) => {
      if (empty) rmSync(join(folder, "appendonlydir"), { recursive: true, force: true });
      await run();
    },
    pid: () => child?.pid,
    close: async () => {
      await stop("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
