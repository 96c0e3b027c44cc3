import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { maxTest, test } from "./conformance-test.ts";
import type { Account } from "./sides/side.ts";

const PROGRAM = fileURLToPath(new URL("programs/bot-process.ts", import.meta.url));

interface Started {
  child: ChildProcess;
  /** Its exit code, or the signal that ended it, and what it wrote. */
  ended: Promise<{ end: unknown; output: string }>;
}

function start(framework: string, what: string, bot: Account, sandboxUrl: string): Started {
  const child = spawn(process.execPath, [PROGRAM, framework, what, bot.token, bot.apiRoot], {
    env: {
      PATH: process.env["PATH"],
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      BOT_TRACKER_SANDBOX: sandboxUrl,
      BOT_TRACKER_DIR: temporaryFolder(),
      NODE_NO_WARNINGS: "1",
      NTBA_FIX_350: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const write = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", write);
  const ended = once(child, "close").then(([code, signal]) => ({ end: code ?? signal, output }));
  return { child, ended };
}

describe.each(["grammy", "telegraf", "bot-2", "legacy"])("the process of a %s bot", (framework) => {
  test("ends by itself when the bot was never started", async ({ account, sandbox }) => {
    const { ended } = start(framework, "idle", account, sandbox.url);
    expect(await ended).toEqual({ end: 0, output: "" });
    expect(account.calls()).toEqual([]);
  });

  test("sends what waits before it ends by itself", async ({ account, sandbox }) => {
    sandbox.fault({ kind: "latency", replyMs: 200 });
    const { ended } = start(framework, "report", account, sandbox.url);
    expect(await ended).toEqual({ end: 0, output: "" });
    expect(sandbox.requests().map(({ method, accepted }) => ({ method, accepted }))).toEqual(
      expect.arrayContaining([{ method: "user_did_start_bot", accepted: true }]),
    );
  });

  test("sends what waits when SIGTERM stops the bot, and ends with code 0", async ({ account, sandbox }) => {
    sandbox.fault({ kind: "latency", replyMs: 200 });
    const { child, ended } = start(framework, "serve", account, sandbox.url);
    await account.waitForCall("getUpdates");
    account.user({ id: 42, first_name: "Anna" }).start("ad_1");
    await account.waitUntilTaken();
    child.kill("SIGTERM");
    // The event-emitter versions wait for the poll that is open.
    account.sendUpdate({
      channel_post: { message_id: 1, date: 1, chat: { id: -100_7, type: "channel", title: "C" } },
    });
    expect(await ended).toEqual({ end: 0, output: "" });
    const accepted = sandbox.requests({ accepted: true }).map(({ method }) => method);
    expect(accepted.sort()).toEqual(["event", "on_telegram_webhook"]);
  });
});

describe("the process of a bot in MAX", () => {
  maxTest("ends by itself when the bot was never started", async ({ account, sandbox }) => {
    const { ended } = start("max", "idle", account, sandbox.url);
    expect(await ended).toEqual({ end: 0, output: "" });
    expect(account.calls()).toEqual([]);
  });

  maxTest("sends what waits before it ends by itself", async ({ account, sandbox }) => {
    sandbox.fault({ kind: "latency", replyMs: 200 });
    const { ended } = start("max", "report", account, sandbox.url);
    expect(await ended).toEqual({ end: 0, output: "" });
    expect(sandbox.requests().map(({ method, accepted }) => ({ method, accepted }))).toEqual([
      { method: "user_id_start_bot", accepted: true },
    ]);
  });

  maxTest("sends what waits when SIGTERM stops the bot, and ends with code 0", async ({ account, sandbox }) => {
    sandbox.fault({ kind: "latency", replyMs: 200 });
    const { child, ended } = start("max", "serve", account, sandbox.url);
    await account.waitForCall("GET updates");
    account.user({ id: 42, first_name: "Anna" }).start("ad_1");
    await account.waitUntilTaken();
    child.kill("SIGTERM");
    expect(await ended).toEqual({ end: 0, output: "" });
    expect(sandbox.requests({ accepted: true }).map(({ method }) => method)).toEqual(["user_id_start_bot"]);
  });
});
