import { TrackerConfigError, type TrackerOptions } from "@bot-tracker/core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createTracker } from "../../../../packages/core/src/workers.ts";
import { RecordingServer } from "../../../support/recording-server.ts";
import { BOT, privateStart } from "../../../support/updates.ts";

let lastBot = BOT.id;

async function makeServer(): Promise<RecordingServer> {
  const server = await RecordingServer.start();
  onTestFinished(() => server.close());
  return server;
}

function optionsFor(server: RecordingServer, more: TrackerOptions = {}): TrackerOptions {
  return { botId: ++lastBot, tgtrack: { apiKey: "key-A1b2C3d4", url: server.url, limits: [] }, ...more };
}

const start = (id: number): object => privateStart({ updateId: id, messageId: id, userId: id });

describe("a tracker in a Worker", () => {
  test("sends within flush, and nothing before it", async () => {
    const server = await makeServer();
    const tracker = createTracker(optionsFor(server), {});
    tracker.handleUpdate(start(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.requests).toEqual([]);
    expect(await tracker.flush()).toEqual({ delivered: 1, pending: 0 });
    expect(server.requests).toHaveLength(1);
  });

  test("begins nothing when it is made", async () => {
    const server = await makeServer();
    const setTimer = vi.spyOn(globalThis, "setTimeout");
    onTestFinished(() => setTimer.mockRestore());
    createTracker(optionsFor(server), {});
    expect(setTimer).not.toHaveBeenCalled();
  });

  test("sends what another tracker of the same bot has left in the isolate", async () => {
    const server = await makeServer();
    const options = optionsFor(server);
    createTracker(options, {}).handleUpdate(start(1));
    const later = createTracker(options, {});
    later.handleUpdate(start(1));
    expect(await later.flush()).toEqual({ delivered: 1, pending: 0 });
  });

  test("keeps a pause over several trackers, so that a service that is over its limit is not asked for each update", async () => {
    const server = await makeServer();
    server.answer = (_request, response) => void response.writeHead(429, { "retry-after": "600" }).end();
    const said: string[] = [];
    const say = (message: string): void => void said.push(message);
    const options = optionsFor(server, { logger: { warn: say, error: say } });
    for (let id = 1; id <= 5; id++) {
      const tracker = createTracker(options, {});
      tracker.handleUpdate(start(id));
      await tracker.flush();
    }
    expect(server.requests).toHaveLength(1);
    expect(said.filter((message) => message.includes("too many requests"))).toHaveLength(1);
  });

  test("tells the newest tracker what is sent", async () => {
    const server = await makeServer();
    const options = optionsFor(server);
    const told: string[] = [];
    createTracker({ ...options, onDelivery: () => void told.push("first") }, {}).handleUpdate(start(1));
    const second = createTracker({ ...options, onDelivery: ({ kind }) => void told.push(`second ${kind}`) }, {});
    await second.flush();
    expect(told).toEqual(["first", "second delivered"]);
  });

  test.for<[string, TrackerOptions]>([
    ['`outbox: "sqlite"`', { outbox: "sqlite" }],
    ["`dir`", { dir: "/tmp/x" }],
    ["`durability`", { durability: "full" }],
  ])("refuses %s: there is no disk", async ([, option]) => {
    const server = await makeServer();
    expect(() => createTracker(optionsFor(server, option), {})).toThrow(/A Worker has no disk/);
  });

  test("refuses a dispatcher, which would be left aside", () => {
    const tgtrack = { apiKey: "key-A1b2C3d4", dispatcher: { dispatch: () => true, request: () => {} } as never };
    const make = (): unknown => createTracker({ botId: 1, tgtrack }, {});
    expect(make).toThrow(TrackerConfigError);
    expect(make).toThrow(/`tgtrack.dispatcher` is undici's/);
  });
});
