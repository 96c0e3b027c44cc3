import { type ChildProcessByStdio, spawn } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished } from "vitest";
import { LimitUsage } from "../../packages/sandbox/src/limits/limit-usage.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { call, callHowUsedBot, control, HOWUSEDBOT_PATH, lastWarnings, MAX, refusal, test } from "./sandbox-test.ts";

const CLI = fileURLToPath(new URL("../../packages/sandbox/src/cli.ts", import.meta.url));
const MIB = 1024 * 1024;
const JSON_HEADERS = { "content-type": "application/json" };

interface Rubbish {
  path: string;
  headers?: Record<string, string>;
  body: string;
}

/** No two texts of the same number have the same beginning. */
function filler(n: number, length: number): string {
  return `${n} rubbish `.repeat(Math.ceil(length / `${n} rubbish `.length)).slice(0, length);
}

/** Requests whose every field is as long as a request may be. */
function rubbish(n: number): Rubbish[] {
  const text = (length: number) => filler(n, length);
  const manyLetters = Array.from({ length: 100_000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join("");
  const from = { id: n + 1, first_name: text(200_000), last_name: text(200_000), username: text(200_000) };
  const message = { message_id: n, date: 1_700_000_000 + n, chat: { id: 1, type: "private" }, from };
  const labels = Array.from({ length: 300 }, () => ({ name: text(1_000), value: text(1_500) }));
  const json = JSON.stringify;
  const event = { user_id: `${n + 1}`, event_type: text(100_000), conversion_target: text(100_000), labels };
  return [
    { path: HOWUSEDBOT_PATH, body: json({ apiToken: text(1_000_000), botId: 1, event: "abc", userId: n }) },
    {
      path: HOWUSEDBOT_PATH,
      body: json({
        apiToken: `token ${n}`,
        requestType: "event",
        botId: 1,
        event: "abc",
        userId: n,
        param_1: text(300_000),
        param_2: text(300_000),
        param_3: text(300_000),
      }),
    },
    { path: HOWUSEDBOT_PATH, body: json({ apiToken: "a", requestType: text(900_000), userId: text(100_000) }) },
    { path: `/v1/key${n}/user_did_start_bot`, body: json({ user_id: `${n}`, ...from, start_value: text(300_000) }) },
    {
      path: `/v1/key${n}/on_telegram_webhook`,
      body: json({ update_id: n, message: { ...message, text: `/start ${manyLetters}` } }),
    },
    { path: `/v1/key${n}/on_telegram_webhook`, body: json({ update_id: -n, [text(500_000)]: {} }) },
    { path: `/v1/key${n}/add_event`, body: json(event) },
    { path: `/v1/key${n}/send_reach_goal`, body: json({ user_id: `${n}`, target: text(900_000) }) },
    { path: `/v1/${"k".repeat(7_000)}${n}/${"m".repeat(7_000)}${n}`, body: "{}" },
    { path: `/v1/sandbox/add_event`, headers: { "content-type": `x/${"y".repeat(14_000)}${n}` }, body: "{}" },
    {
      path: `/API/bot-api/v1/key${n}/set_default_chat_link`,
      body: json({ url: `https://max.ru/${"c".repeat(900_000)}${n}` }),
    },
  ];
}

type Cli = ChildProcessByStdio<null, Readable, null>;

async function running(heapMib: number, ...args: string[]): Promise<{ cli: Cli; url: string }> {
  const node = [`--max-old-space-size=${heapMib}`, "--disable-warning=ExperimentalWarning", CLI, "--port", "0"];
  const cli = spawn(process.execPath, [...node, "--limits", "none", ...args], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void cli.kill("SIGKILL"));
  for await (const line of createInterface(cli.stdout)) {
    if (line.startsWith("BOT_TRACKER_SANDBOX=")) {
      cli.stdout.resume();
      return { cli, url: line.slice("BOT_TRACKER_SANDBOX=".length) };
    }
  }
  throw new Error("The sandbox did not start.");
}

describe("whatever a request holds", () => {
  test("memory and file stay within the bound, with rubbish in every field", async () => {
    const file = join(temporaryFolder(), "sandbox.db");
    const { cli, url } = await running(96, "--no-log", "--max-megabytes", "32", "--file", file);
    let sent = 0;
    for (let n = 1; n <= 14; n++) {
      for (const { path, headers = JSON_HEADERS, body } of rubbish(n)) {
        const { status } = await fetch(url + path, { method: "POST", headers, body });
        expect(status).not.toBe(500);
        sent += body.length;
        expect(statSync(file).size).toBeLessThanOrEqual(33 * MIB);
        expect(statSync(`${file}-wal`).size).toBeLessThanOrEqual(64 * MIB);
      }
    }

    expect(sent).toBeGreaterThan(80 * MIB);
    const health = await (await fetch(`${url}/api/health`)).json();
    expect(health).toMatchObject({ status: "ok" });
    expect(cli.exitCode).toBeNull();
    // What is new is there, and what is old is gone.
    const reply = await fetch(`${url}/api/requests?limit=1`);
    const { requests } = (await reply.json()) as { requests: { id: number }[] };
    expect(requests[0]?.id).toBeGreaterThan(14);
  });

  test("a key longer than 256 characters is answered with 401, and nothing of it is kept as a key", async ({
    start,
  }) => {
    const sandbox = await start({ acceptAnyKey: true });
    const details = "A key has at most 256 characters; this one has 257.";

    const key = "k".repeat(257);
    expect(await call(sandbox, "my_bot_was_stopped", { user_id: "1" }, { key })).toMatchObject({
      status: 401,
      body: refusal(401, "Invalid token", details),
    });
    expect(await callHowUsedBot(sandbox, { apiToken: key, botId: 1, userId: 1, event: "abc" })).toMatchObject({
      status: 401,
      body: { description: details },
    });
    expect(sandbox.requests().map((request) => request.key)).toEqual(["", ""]);
    expect((await call(sandbox, "my_bot_was_stopped", { user_id: "1" }, { key: key.slice(1) })).status).toBe(200);
  });

  test("methods, people, warnings and errors are kept to their documented lengths", async ({ sandbox }) => {
    await call(sandbox, "m".repeat(5_000), {});
    await callHowUsedBot(sandbox, { apiToken: "sandbox", requestType: "r".repeat(5_000), userId: "u".repeat(5_000) });
    await call(sandbox, "add_event", "{}", { headers: { "content-type": `x/${"y".repeat(5_000)}` } });
    await call(sandbox, "on_telegram_webhook", { update_id: 1, ["w".repeat(5_000)]: {} });

    expect(lastWarnings(sandbox)?.map(({ length }) => length)).toEqual([300]);
    const [method, requestType, type] = sandbox.requests();
    expect(method?.method).toBe(`${"m".repeat(63)}…`);
    expect(requestType).toMatchObject({ method: `${"r".repeat(63)}…`, userId: `${"u".repeat(63)}…` });
    expect(type?.error?.details).toHaveLength(500);
  });

  test("texts of the reports have at most 256 characters, and an event 50 labels", async ({ sandbox }) => {
    const long = "x".repeat(5_000);
    const labels = Array.from({ length: 300 }, (_, n) => ({ name: `label ${n}`, value: "x".repeat(1_000) }));
    await call(sandbox, "user_did_start_bot", { user_id: "1", first_name: long, start_value: long });
    await call(sandbox, "add_event", { user_id: "1", event_type: long, labels });

    expect((await call(sandbox, "get_user_info", { user_id: "1" })).body).toMatchObject({
      data: { first_name: `${"x".repeat(255)}…`, invite_link: `${"x".repeat(255)}…` },
    });
    const { body } = await control(sandbox, "GET", "/page/funnel?from=0&to=9999999999999&label=label%200");
    const { steps, labels: seen } = body as {
      steps: { eventType: string; slices: { value: string }[] }[];
      labels: string[];
    };
    expect(steps[0]?.eventType).toHaveLength(256);
    expect(steps[0]?.slices[0]?.value).toHaveLength(256);
    expect(seen).toHaveLength(50);
  });

  test("a username of a MAX chat has at most 100 characters", async ({ sandbox }) => {
    const set = (name: string) => call(sandbox, "set_default_chat_link", { url: `https://max.ru/${name}` }, MAX);

    expect((await set("c".repeat(101))).status).toBe(422);
    expect((await set("c".repeat(100))).status).toBe(200);
  });

  test("/api/requests gives as many at once as fit into 8 MiB, and goes on after them", async ({ sandbox }) => {
    const body = { botId: 1, apiToken: "sandbox", more: "x".repeat(1_000_000) };
    for (let n = 0; n < 12; n++) await callHowUsedBot(sandbox, body);
    const page = async (after: number) => {
      const reply = await control(sandbox, "GET", `/requests?after=${after}`);
      return reply.body as { total: number; requests: { id: number }[] };
    };

    const first = await page(0);
    expect(first.total).toBe(12);
    expect(first.requests.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect((await page(9)).requests.map(({ id }) => id)).toEqual([10, 11, 12]);
    expect(sandbox.requests()).toHaveLength(12);
  });

  test("sliding windows of all keys together remember a million requests at most", () => {
    const usage = new LimitUsage();
    const rules = { mode: "sliding", windows: [{ limit: 100_000, perMs: 60_000 }], offsetMs: 0 } as const;
    for (let n = 0; n < 1_600_000; n++) usage.count(`key ${Math.floor(n / 100_000)}`, rules, 0);

    expect(usage.usage(rules, 0).length).toBeLessThanOrEqual(12);
    expect(usage.usage(rules, 0)[0]).toMatchObject({ key: "key 15", windows: [{ used: 100_000 }] });
  });

  test("bodies under way are 32 MiB at most: more are answered with 503, and there is room again after", async ({
    sandbox,
  }) => {
    sandbox.fault({ kind: "hang", recorded: false, times: 33 });
    const body = { apiToken: "sandbox", more: "x".repeat(1_000_000) };
    const hanging = Array.from({ length: 33 }, () => callHowUsedBot(sandbox, body).catch(() => "dropped"));
    await sandbox.waitFor({}, { count: 33, timeoutMs: 60_000 });

    expect((await callHowUsedBot(sandbox, body)).status).toBe(503);
    sandbox.reset();
    await Promise.all(hanging);
    expect((await callHowUsedBot(sandbox, body)).status).toBe(422);
  });
});
