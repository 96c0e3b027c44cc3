import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readlinkSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { createTracker, type Tracker, type TrackerOptions } from "@bot-tracker/core";
import { describe, expect, test } from "vitest";
import { NodeDriver } from "../../../packages/core/src/outbox/sqlite/driver/node-driver.ts";
import { RecordingServer } from "../../support/recording-server.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { TGTRACK_KEY } from "../../support/tracker-harness.ts";
import { BOT, privateStart } from "../../support/updates.ts";
import type { BotPerRequestReport } from "./bot-per-request.ts";

const PROGRAM = fileURLToPath(new URL("bot-per-request.ts", import.meta.url));
/** Open files are looked up where Linux lists them. */
const onLinux = process.platform === "linux";

const start = (id: number) => privateStart({ updateId: id, messageId: id, userId: id });

/** How many open files of this process are in a folder. */
function openIn(folder: string): number {
  const paths = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return "";
    }
  });
  return paths.filter((path) => path.startsWith(folder)).length;
}

function make(dir: string, url: string, options: TrackerOptions = {}): Tracker {
  return createTracker({ botId: BOT.id, dir, tgtrack: { apiKey: TGTRACK_KEY, url, limits: [] }, ...options }, {});
}

test.runIf(onLinux)(
  "a bot made anew for each request and never closed keeps a constant number of files open, and is collected",
  async () => {
    await using server = await RecordingServer.start();
    server.answer = ({ path }, response) => {
      // To be Telegram too: it is not the framework's open connections that are counted.
      if (path.startsWith("/bot")) response.setHeader("connection", "close");
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ status: "OK", ok: true, result: {} }));
    };
    const run = async (requests: number): Promise<BotPerRequestReport> => {
      const child = spawn(process.execPath, ["--expose-gc", PROGRAM, String(requests), server.url], {
        env: { ...process.env, BOT_TRACKER_DIR: temporaryFolder(), NODE_NO_WARNINGS: "1" },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [out] = await Promise.all([text(child.stdout), once(child, "close")]);
      return JSON.parse(out);
    };
    const { files, uncollected, pending, said } = await run(60);
    // Eight connections to each service at most; the outbox's files are open since the first request.
    expect(files.last - files.first).toBeLessThanOrEqual(16);
    expect(uncollected).toBeLessThan(20);
    expect({ pending, said }).toEqual({ pending: 0, said: [] });
  },
);

describe.runIf(onLinux)("trackers of one file in one process", () => {
  test("have it open once, until the last of them is closed", async () => {
    await using server = await RecordingServer.start();
    const dir = temporaryFolder();
    const first = make(dir, server.url);
    const files = openIn(dir);
    expect(files).toBeGreaterThan(0);
    const second = make(dir, server.url);
    // Sends elsewhere, so that it has lanes of its own.
    const third = make(dir, server.url, { tgtrack: { apiKey: "another-key-A1b2C3", url: server.url } });
    expect(openIn(dir)).toBe(files);

    await first.close();
    second.handleUpdate(start(1));
    await second.flush();
    expect(server.requests).toHaveLength(1);
    await second.close();
    expect(openIn(dir)).toBe(files);
    third.handleUpdate(start(2));
    await third.flush();
    expect(third.ledger()).toMatchObject({ tgtrack: { delivered: 2, pending: 0 } });
    await third.close();
    expect(openIn(dir)).toBe(0);
  });

  test("count an update once that both are shown", async () => {
    await using server = await RecordingServer.start();
    const dir = temporaryFolder();
    const trackers = [make(dir, server.url), make(dir, server.url)];
    for (const tracker of trackers) tracker.handleUpdate(start(1));
    await Promise.all(trackers.map((tracker) => tracker.close()));
    expect(server.requests).toHaveLength(1);
  });

  test("can be made anew after they were closed, and while they are", async () => {
    await using server = await RecordingServer.start();
    const dir = temporaryFolder();
    const first = make(dir, server.url);
    first.handleUpdate(start(1));
    const closing = first.close();
    const second = make(dir, server.url);
    second.handleUpdate(start(2));
    await closing;
    await second.close();
    const third = make(dir, server.url);
    expect(third.ledger()).toMatchObject({ tgtrack: { accepted: 2, delivered: 2 } });
    await third.close();
    expect(openIn(dir)).toBe(0);
  });
});

test("of trackers that send together the newest that listens is told, and after its close the one before", async () => {
  await using server = await RecordingServer.start();
  const dir = temporaryFolder();
  const told: string[] = [];
  const listening = (name: string) =>
    make(dir, server.url, { onDelivery: ({ kind }) => kind === "delivered" && told.push(name) });
  const first = listening("first");
  const second = listening("second");
  const third = make(dir, server.url);
  first.handleUpdate(start(1));
  await first.flush();
  await second.close();
  third.handleUpdate(start(2));
  await third.flush();
  expect(told).toEqual(["second", "first"]);
  await Promise.all([first.close(), third.close()]);
});

test("other bounds for memory than those of the tracker made first are not used, and that is said once", async () => {
  const dir = temporaryFolder();
  const said: string[] = [];
  const logger = { warn: (message: string) => said.push(message), error: (message: string) => said.push(message) };
  const options: TrackerOptions = { logger };
  const trackers = [
    make(dir, "http://127.0.0.1:9", { ...options, memory: { maxItems: 10 } }),
    make(dir, "http://127.0.0.1:9", { ...options, memory: { maxItems: 10 } }),
    make(dir, "http://127.0.0.1:9", { ...options, memory: { maxItems: 20 } }),
  ];
  expect(said).toEqual([expect.stringMatching(/other bounds in `memory`.+first hold for both/)]);
  await Promise.all(trackers.map((tracker) => tracker.close({ timeoutMs: 0 })));
});

test("a driver can be made to survive the loss of power while it is open", () => {
  const db = new DatabaseSync(":memory:");
  const driver = new NodeDriver(db);
  const level = (): unknown => Object.values(db.prepare("PRAGMA synchronous").get() ?? {})[0];
  driver.setDurability("normal");
  expect(level()).toBe(1);
  driver.setDurability("full");
  expect(level()).toBe(2);
  driver.close();
});
