import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { hasRedisServer, NO_REDIS_SERVER } from "../../support/redis-server.ts";
import { redisForTest, serve } from "./connection-harness.ts";

if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);

const CHILD = fileURLToPath(new URL("connection-child.ts", import.meta.url));

/** A process with a connection, and what becomes of it. */
function start(
  url: string,
  keep: "keep" | "leave",
  awaited: "nothing" | "up" | "said" | "answered",
): { child: ChildProcess; end: Promise<string> } {
  const child = fork(CHILD, [url, keep, awaited], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (said += text));
  const end = once(child, "close").then(([code, signal]) => `${said.trim()} ${code ?? signal}`.trim());
  return { child, end };
}

async function saidBy(child: ChildProcess): Promise<void> {
  if (child.stdout !== null) await once(child.stdout, "data");
}

describe.skipIf(!hasRedisServer())("a process with nothing else to do", () => {
  test("ends although its connection to Redis is open", async () => {
    const { url } = await redisForTest();
    expect(await start(url, "leave", "up").end).toBe("up 0");
  });

  test("ends although Redis is unavailable", async () => {
    const server = await redisForTest();
    await server.stop();
    expect(await start(server.url, "leave", "said").end).toBe("said 0");
  });

  test("ends although Redis is frozen, before the connection has noticed", async () => {
    // It takes connections and never says a word.
    const { url } = await serve((socket) => socket.resume());
    expect(await start(url, "leave", "nothing").end).toBe("0");
  });

  test("gets its answers before it ends", async () => {
    const { url } = await redisForTest();
    expect(await start(url, "leave", "answered").end).toBe("PONG 0");
  });

  test("runs on if it is there to deliver, whether or not Redis is available, until the connection is closed", async () => {
    const server = await redisForTest();
    const one = start(server.url, "keep", "up");
    await saidBy(one.child);
    await server.stop();
    const other = start(server.url, "keep", "said");
    await saidBy(other.child);
    // Long enough for a process to end that nothing keeps: the tests above would fail otherwise.
    const ended = Promise.race([one.end, other.end]);
    expect(await Promise.race([ended, start(server.url, "leave", "said").end.then(() => "others end")])).toBe(
      "others end",
    );
    for (const { child } of [one, other]) child.send("close");
    expect(await one.end).toBe("up 0");
    expect(await other.end).toBe("said 0");
  });
});
