import { createTracker, TrackerConfigError, type TrackerOptions } from "@bot-tracker/core";
import { startSandbox } from "@bot-tracker/sandbox";
import { expect, test } from "vitest";
import { RecordingServer } from "../../support/recording-server.ts";
import { BOT, DATE, privateStart, USER_ID } from "../../support/updates.ts";

const KEY = "tgtrack-key-A1b2C3d4E5";
const OTHER_KEY = "another-key-Z9y8X7w6V5";

/** The paths that a start is sent to, with these options and variables. */
async function pathsOf(
  server: RecordingServer,
  options: TrackerOptions,
  env: Record<string, string | undefined>,
): Promise<string[]> {
  const tracker = createTracker({ botId: BOT.id, outbox: "memory", ...options }, env);
  tracker.handleUpdate(privateStart());
  await tracker.flush();
  await tracker.close();
  return server.requests
    .splice(0)
    .map(({ path }) => path)
    .sort();
}

test("key and address come from the variables where the options leave them out", async () => {
  await using server = await RecordingServer.start();
  const env = { TGTRACK_API_KEY: ` ${KEY} `, TGTRACK_URL: `${server.url}/api/` };
  expect(await pathsOf(server, {}, env)).toEqual([`/api/${KEY}/on_telegram_webhook`]);
  expect(await pathsOf(server, { tgtrack: {} }, env)).toEqual([`/api/${KEY}/on_telegram_webhook`]);
});

test("an option beats its variable", async () => {
  await using server = await RecordingServer.start();
  const env = { TGTRACK_API_KEY: OTHER_KEY, TGTRACK_URL: `${server.url}/env` };
  expect(await pathsOf(server, { tgtrack: KEY }, env)).toEqual([`/env/${KEY}/on_telegram_webhook`]);
  const tgtrack = { apiKey: KEY, url: `${server.url}/option` };
  expect(await pathsOf(server, { tgtrack }, env)).toEqual([`/option/${KEY}/on_telegram_webhook`]);
  expect(() => createTracker({ tgtrack: false }, env)).toThrow(TrackerConfigError);
});

test("HowUsedBot's variables name its token, its bot and its address", async () => {
  await using server = await RecordingServer.start();
  server.answer = { body: { ok: true } };
  const env = { HOWUSEDBOT_API_TOKEN: KEY, HOWUSEDBOT_URL: `${server.url}/hook`, HOWUSEDBOT_BOT_ID: "123456" };
  const tracker = createTracker({ outbox: "memory" }, env);
  tracker.handleUpdate(privateStart({ payload: "adA" }));
  await tracker.flush();
  expect(server.lastBody).toEqual({
    botId: 123456,
    apiToken: KEY,
    requestType: "event",
    event: "start",
    userId: USER_ID,
    param_1: "adA",
  });
  await tracker.close();
});

test("a variable that is empty or blank counts as not set", () => {
  const env = { TGTRACK_API_KEY: "  ", HOWUSEDBOT_API_TOKEN: "", BOT_TRACKER_SANDBOX: " ", TGTRACK_URL: "" };
  expect(() => createTracker({}, env)).toThrow("nothing to send to");
});

test("BOT_TRACKER_SANDBOX replaces both services' addresses and uses the bot's own key of the sandbox where none is set", async () => {
  const sandbox = await startSandbox();
  const env = {
    BOT_TRACKER_SANDBOX: `${sandbox.url}/`,
    TGTRACK_URL: "https://example.invalid/v1",
    HOWUSEDBOT_URL: "https://example.invalid/hook",
    TGTRACK_API_KEY: " ",
  };
  const tracker = createTracker({ botId: BOT.id, outbox: "memory" }, env);
  tracker.handleUpdate(privateStart({ payload: "adA" }));
  expect(await tracker.flush()).toEqual({ delivered: 2, pending: 0 });
  expect(
    sandbox
      .requests()
      .map(({ service, key, accepted }) => [service, key, accepted])
      .sort(),
  ).toEqual([
    ["howusedbot", `sandbox-${BOT.id}`, true],
    ["tgtrack", `sandbox-${BOT.id}`, true],
  ]);
  await tracker.close();
  await sandbox.close();
});

test("with BOT_TRACKER_SANDBOX the keys that are set are still used", async () => {
  await using server = await RecordingServer.start();
  const env = { BOT_TRACKER_SANDBOX: server.url, TGTRACK_API_KEY: KEY };
  expect(await pathsOf(server, { howUsedBot: false }, env)).toEqual([`/v1/${KEY}/on_telegram_webhook`]);
});

test("a BOT_TRACKER_SANDBOX that is no address is named", () => {
  for (const address of ["localhost:8790", "8790", "ftp://example.com", "http://"]) {
    expect(() => createTracker({}, { BOT_TRACKER_SANDBOX: address })).toThrow(
      /BOT_TRACKER_SANDBOX.*http:\/\/127\.0\.0\.1/,
    );
  }
});

test("BOT_TRACKER_DISABLED=1 beats everything: calls and helpers are there and nothing is sent, looked at or needed", async () => {
  await using server = await RecordingServer.start();
  const env = { BOT_TRACKER_DISABLED: "1", BOT_TRACKER_SANDBOX: server.url, TGTRACK_API_KEY: KEY };
  const options = { enabled: true, botId: Number.NaN, tgtrack: { apiKey: KEY, url: server.url } };
  const tracker = createTracker(options, env);
  expect(tracker.enabled).toBe(false);
  const update = privateStart();
  tracker.handleUpdate(update);
  tracker.handleSendFailure({
    method: "sendMessage",
    params: { chat_id: USER_ID },
    errorCode: 403,
    description: "Forbidden: bot was blocked by the user",
  });
  const disabled = { stored: false, reason: "disabled" };
  expect(await tracker.trackEvent({ userId: USER_ID, event: "sale", amount: 1 })).toEqual(disabled);
  expect(await tracker.reachGoal({ userId: USER_ID, target: "lead" })).toEqual(disabled);
  expect(await tracker.userStarted({ user: { id: USER_ID } })).toEqual(disabled);
  expect(await tracker.userStopped({ userId: USER_ID })).toEqual(disabled);
  const user = tracker.forUser(USER_ID, { startPayload: "adA", date: DATE });
  expect(user.start).toEqual({ payload: "adA" });
  expect(await user.trackEvent("sale", { amount: 1 })).toEqual(disabled);
  expect(await user.reachGoal("lead")).toEqual(disabled);
  await expect(tracker.getUserInfo(USER_ID)).rejects.toThrow("tracking is switched off");
  await expect(tracker.getOnline()).rejects.toThrow("tracking is switched off");
  expect(await tracker.flush()).toEqual({ delivered: 0, pending: 0 });
  expect(tracker.ledger()).toEqual({});
  expect(tracker.health()).toEqual({});
  expect(await tracker.dead.list()).toEqual([]);
  expect(await tracker.dead.retry("x")).toBe(false);
  expect(await tracker.dead.drop("x")).toBe(false);
  expect(await tracker.purgeUser(USER_ID)).toBe(0);
  await tracker.close();
  expect(server.requests).toEqual([]);
});

test("nothing to send to is no mistake while tracking is switched off", () => {
  expect(createTracker({}, { BOT_TRACKER_DISABLED: "1" }).enabled).toBe(false);
  expect(createTracker({ enabled: false }, {}).enabled).toBe(false);
  expect(createTracker({ tgtrack: KEY, outbox: "memory" }, { BOT_TRACKER_DISABLED: "0" }).enabled).toBe(true);
});

test("BOT_TRACKER_DISABLED takes 1, true, yes, on and 0, false, no, off in any case, and nothing else", () => {
  const isEnabled = (word: string) =>
    createTracker({ tgtrack: KEY, outbox: "memory" }, { BOT_TRACKER_DISABLED: word }).enabled;
  for (const word of ["1", "true", "TRUE", "True", " yes ", "on", "On"]) expect(isEnabled(word), word).toBe(false);
  for (const word of ["0", "false", "FALSE", "no", "oFF", "", "  "]) expect(isEnabled(word), word).toBe(true);
  const said = "BOT_TRACKER_DISABLED must be 1, true, yes or on to switch it on, or 0, false, no or off, got ";
  for (const word of ["2", "ja", "enabled", "-1"]) {
    expect(() => isEnabled(word)).toThrow(new TrackerConfigError(`${said}${JSON.stringify(word)}.`));
  }
  // What stands in the wrong variable may be a key.
  expect(() => isEnabled(KEY)).toThrow(new TrackerConfigError(`${said}a longer value.`));
});
