import { channel } from "node:diagnostics_channel";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { createTracker, HowUsedBotClient, type HttpRequest, TgtrackClient } from "@bot-tracker/core";
import fc from "fast-check";
import { Pool, request as undiciRequest } from "undici";
import { expect, test, vi } from "vitest";
import { isOwnRequest } from "../../../packages/core/src/delivery/http/own-requests.ts";
import { HOWUSEDBOT_TOKEN, TGTRACK_KEY, TrackerHarness } from "../../support/tracker-harness.ts";
import { BOT, privateStart, USER_ID } from "../../support/updates.ts";

const UNDICI = channel("undici:request:create");
const HTTP = channel("http.client.request.start");
/** On an older Node only what a request calls itself tells. */
const KNOWN_BY_CONTEXT = Number.parseInt(process.versions.node, 10) >= 24;
const POST = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" } as const;

/** What an old call with `node:http`, or a library that uses it, does. */
async function postByHttp(url: string): Promise<void> {
  const sent = httpRequest(url, { method: "POST" });
  sent.end("{}");
  const [response] = await once(sent, "response");
  response.resume();
  await once(response, "end");
}

test("an old call by fetch, undici, a pool or node:http is warned of once per host and method, counted, and shows no key", async () => {
  await using harness = await TrackerHarness.start();
  const { url } = harness.tgtrack;
  const pool = new Pool(url);
  const oldCall = `${url}/${TGTRACK_KEY}/on_telegram_webhook`;
  await (await fetch(oldCall, POST)).text();
  await (await undiciRequest(oldCall, POST)).body.text();
  await (await pool.request({ ...POST, path: new URL(oldCall).pathname })).body.text();
  await pool.close();
  await postByHttp(oldCall);
  await (await fetch(`${url}/${TGTRACK_KEY}/add_event?x=1`, POST)).text();
  await (await fetch(harness.howUsedBot.url, POST)).text();
  const { host } = new URL(url);
  expect(harness.messages).toEqual([
    expect.stringContaining(`Something else in this process than the tracker sent on_telegram_webhook to ${host}.`),
    expect.stringContaining(`sent add_event to ${host}.`),
    expect.stringContaining(`sent event to ${new URL(harness.howUsedBot.url).host}.`),
  ]);
  expect(harness.tracker.health()).toMatchObject({ tgtrack: { strayRequests: 5 }, howusedbot: { strayRequests: 1 } });
});

test("the tracker's own requests and those of its typed clients are none, through fetch and a crowded pool neither", async () => {
  await using harness = await TrackerHarness.start();
  const { url } = harness.tgtrack;
  const ownPool = new Pool(url, { connections: 1 });
  const shared = createTracker(
    { botId: BOT.id, outbox: "memory", tgtrack: { apiKey: TGTRACK_KEY, url, limits: [], dispatcher: ownPool } },
    {},
  );
  // The bot uses the same pool, so that the tracker's requests wait for the bot's and are made in their context.
  const getMe = () => ownPool.request({ method: "GET", path: "/getMe" }).then(({ body }) => body.text());
  const others = [getMe(), getMe(), getMe()];
  for (const tracker of [harness.tracker, shared]) {
    for (let id = 1; id <= 5; id++) {
      tracker.handleUpdate(privateStart({ updateId: id, messageId: id, userId: id }));
      void tracker.trackEvent({ userId: id, event: "sale" });
    }
  }
  await Promise.all([harness.settle(), shared.flush(), ...others]);
  const throughFetch = (keepsHeaders: boolean) => ({
    async send({ url, body, headers }: HttpRequest) {
      const response = await fetch(url, { ...POST, body, ...(keepsHeaders && { headers }) });
      return { kind: "answered", status: response.status, text: await response.text() } as const;
    },
    async close() {},
  });
  for (const transport of [undefined, throughFetch(true), throughFetch(!KNOWN_BY_CONTEXT)]) {
    const own = { url, apiKey: TGTRACK_KEY, ...(transport && { transport }) };
    await new TgtrackClient(own).addEvent({ userId: USER_ID, eventType: "sale" });
    await new HowUsedBotClient({
      url: harness.howUsedBot.url,
      apiToken: HOWUSEDBOT_TOKEN,
      botId: BOT.id,
      ...(transport && { transport }),
    }).sendEvent({ event: "lesson", userId: USER_ID });
  }
  expect(harness.tgtrack.requests.length).toBeGreaterThanOrEqual(26);
  expect(harness.messages).toEqual([]);
  for (const tracker of [harness.tracker, shared]) expect(tracker.health().tgtrack?.strayRequests).toBe(0);
  await shared.close();
  await ownPool.close();
});

test("questions, other paths and hosts, and the CONNECT of a proxy are nobody's doubled report", async () => {
  await using harness = await TrackerHarness.start();
  const { url } = harness.tgtrack;
  for (const path of [`/${TGTRACK_KEY}/get_user_info`, "/", `/${TGTRACK_KEY}`, "/health"]) {
    await (await fetch(`${url}${path}`, POST)).text();
  }
  const { origin } = new URL(url);
  const path = `/${TGTRACK_KEY}/add_event`;
  UNDICI.publish({ request: { method: "CONNECT", origin, path, headers: [] } });
  UNDICI.publish({ request: { method: "POST", origin: "https://example.com", path, headers: [] } });
  expect(harness.messages).toEqual([]);
  expect(harness.tracker.health().tgtrack?.strayRequests).toBe(0);
});

test("with a sandbox in the services' place, an old call to the services themselves is found", async () => {
  const messages: string[] = [];
  const say = (message: string) => void messages.push(message);
  const env = { BOT_TRACKER_SANDBOX: "http://127.0.0.1:1" };
  const tracker = createTracker({ botId: BOT.id, outbox: "memory", logger: { warn: say, error: say } }, env);
  const old = { method: "POST", origin: "https://bot-api.tgtrack.ru", headers: [] };
  UNDICI.publish({ request: { ...old, path: `/v1/${TGTRACK_KEY}/my_bot_was_started` } });
  UNDICI.publish({
    request: { ...old, origin: "https://qnext.app", path: "/bin/webhooks/6438/181/4opQGmB6OlHqqPRM" },
  });
  UNDICI.publish({ request: { ...old, origin: "https://qnext.app", path: "/bin/charts/6438" } });
  expect(messages).toEqual([
    expect.stringContaining("sent my_bot_was_started to bot-api.tgtrack.ru."),
    expect.stringContaining("sent event to qnext.app."),
  ]);
  await tracker.close({ timeoutMs: 0 });
});

test("the process listens while a tracker is open, warns once for all of them, and not at all afterwards", async () => {
  expect([UNDICI.hasSubscribers, HTTP.hasSubscribers]).toEqual([false, false]);
  const messages: string[] = [];
  const say = (message: string) => void messages.push(message);
  const make = () => createTracker({ tgtrack: TGTRACK_KEY, outbox: "memory", logger: { warn: say, error: say } }, {});
  const trackers = [make(), make(), make()];
  const origin = "https://bot-api.tgtrack.ru";
  const publish = () =>
    UNDICI.publish({ request: { method: "POST", origin, path: `/v1/${TGTRACK_KEY}/add_event`, headers: [] } });
  publish();
  publish();
  expect(messages).toHaveLength(1);
  expect(trackers.map((tracker) => tracker.health().tgtrack?.strayRequests)).toEqual([2, 2, 2]);
  await Promise.all(trackers.map((tracker) => tracker.close()));
  expect([UNDICI.hasSubscribers, HTTP.hasSubscribers]).toEqual([false, false]);
  publish();
  expect(messages).toHaveLength(1);
  createTracker({ tgtrack: TGTRACK_KEY, enabled: false }, {});
  expect(UNDICI.hasSubscribers).toBe(false);
});

test("whatever is published on the channels, the tracker's listener throws nothing into the process", async () => {
  await using harness = await TrackerHarness.start();
  // What a subscriber throws, Node raises as an uncaught exception, which vitest reports.
  fc.assert(
    fc.property(fc.anything(), (request) => {
      for (const named of [UNDICI, HTTP]) {
        named.publish(request);
        named.publish({ request });
      }
    }),
  );
  expect(harness.messages).toEqual([]);
});

test("two copies of the package know each other's requests, listen together and warn once", async () => {
  const messages: string[] = [];
  const say = (message: string) => void messages.push(message);
  const options = { tgtrack: TGTRACK_KEY, outbox: "memory", logger: { warn: say, error: say } } as const;
  const first = createTracker(options, {});
  vi.resetModules();
  const copy = await import("../../../packages/core/src/index.ts");
  expect(copy.createTracker).not.toBe(createTracker);
  const second = copy.createTracker(options, {});
  const { asOwnRequest } = await import("../../../packages/core/src/delivery/http/own-requests.ts");
  expect(asOwnRequest(isOwnRequest)).toBe(KNOWN_BY_CONTEXT);
  const request = {
    method: "POST",
    origin: "https://bot-api.tgtrack.ru",
    path: `/v1/${TGTRACK_KEY}/add_event`,
    headers: [],
  };
  const headers = KNOWN_BY_CONTEXT ? [] : ["user-agent", "bot-tracker"];
  asOwnRequest(() => UNDICI.publish({ request: { ...request, headers } }));
  expect(messages).toEqual([]);
  UNDICI.publish({ request });
  expect(messages).toHaveLength(1);
  expect([first, second].map((tracker) => tracker.health().tgtrack?.strayRequests)).toEqual([1, 1]);
  await Promise.all([first.close(), second.close()]);
  expect(UNDICI.hasSubscribers).toBe(false);
});
