import { createHmac } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Tracker } from "@bot-tracker/core";
import { sign } from "@tma.js/init-data-node";
import { expect, onTestFinished, test } from "vitest";
import { TrackerHarness } from "../support/tracker-harness.ts";
import { BOT } from "../support/updates.ts";
import { importExample } from "./import-example.ts";

interface Example {
  countOpening(tracker: Tracker, botToken: string, initData: string): boolean;
  openingsServer(tracker: Tracker, botToken: string): Server;
}

const TOKEN = `${BOT.id}:AAH-secret-of-the-bot`;
const ANNA = JSON.stringify({ id: 501, first_name: "Анна", language_code: "ru", allows_write_to_pm: true });
const now = (): number => Math.floor(Date.now() / 1000);

/** As Telegram's page on Mini Apps describes it: the sorted fields, signed with the token's own HMAC. */
function initDataOf(fields: Record<string, string>, token = TOKEN): string {
  const all: Record<string, string> = { auth_date: String(now()), signature: "c2lnbmF0dXJl", user: ANNA, ...fields };
  const lines = Object.keys(all)
    .sort()
    .map((name) => `${name}=${all[name]}`);
  const key = createHmac("sha256", "WebAppData").update(token).digest();
  const hash = createHmac("sha256", key).update(lines.join("\n")).digest("hex");
  return new URLSearchParams({ ...all, hash }).toString();
}

const openings = (harness: TrackerHarness) => [
  ...harness.toTgtrack.map(({ method, body }) => [method, body.event_type, body.user_id, body.labels]),
  ...harness.toHowUsedBot.map(({ method, body }) => [method, body.userId, body.param_1]),
];

test("docs/mini-apps.md: an opening counts once for the person whom Telegram names, with its payload", async () => {
  const { countOpening } = await importExample<Example>("docs/mini-apps.md");
  await using harness = await TrackerHarness.start();
  const opened = initDataOf({ start_param: "PJaf5568712cd", query_id: "AAF1" });
  expect(countOpening(harness.tracker, TOKEN, opened)).toBe(true);
  expect(countOpening(harness.tracker, TOKEN, opened)).toBe(true);
  await harness.tracker.flush();
  expect(openings(harness)).toEqual([
    ["add_event", "app_open", "501", [{ name: "payload", value: "PJaf5568712cd" }]],
    ["app_open", 501, "PJaf5568712cd"],
  ]);
  const again = sign({ user: { id: 501, first_name: "Анна" } }, TOKEN, new Date());
  expect(countOpening(harness.tracker, TOKEN, again)).toBe(true);
  await harness.tracker.flush();
  expect(openings(harness)).toHaveLength(4);
});

test("docs/mini-apps.md: nothing is counted that Telegram did not sign for this bot, lately, for a person", async () => {
  const { countOpening } = await importExample<Example>("docs/mini-apps.md");
  await using harness = await TrackerHarness.start();
  const genuine = initDataOf({ query_id: "AAF1" });
  const forged = [
    genuine.replace("501", "502"),
    initDataOf({}, "1:another-bots-token"),
    initDataOf({ auth_date: String(now() - 7_200) }),
    genuine.replace(/hash=\w+/, "hash=00"),
    genuine.replace(/&hash=\w+/, ""),
    initDataOf({ user: "" }),
    "",
    "hash",
  ];
  for (const initData of forged) expect(countOpening(harness.tracker, TOKEN, initData), initData).toBe(false);
  await harness.tracker.flush();
  expect(openings(harness)).toEqual([]);
});

test("docs/mini-apps.md: the server takes what a Mini App sends, and refuses the rest", async () => {
  const { openingsServer } = await importExample<Example>("docs/mini-apps.md");
  await using harness = await TrackerHarness.start();
  const server = openingsServer(harness.tracker, TOKEN);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const tell = async (headers: Record<string, string>): Promise<number> => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/opened`;
    return (await fetch(url, { method: "POST", headers: { connection: "close", ...headers } })).status;
  };
  expect(await tell({ authorization: `tma ${initDataOf({})}` })).toBe(204);
  expect(await tell({ authorization: `tma ${initDataOf({}, "1:x")}` })).toBe(401);
  expect(await tell({ authorization: `Bearer ${initDataOf({})}` })).toBe(401);
  expect(await tell({})).toBe(401);
  await harness.tracker.flush();
  expect(openings(harness)).toHaveLength(2);
});
