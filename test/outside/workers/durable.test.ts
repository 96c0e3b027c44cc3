import { setTimeout as pass } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Sandbox, type SandboxOptions, startSandbox } from "@bot-tracker/sandbox";
import { type BotHandle, startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { Miniflare } from "miniflare";
import { expect, onTestFinished, test } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { bundleFile } from "./bundle-program.ts";
import { DurableWorker } from "./durable-worker.ts";
import { telegramCall } from "./telegram-call.ts";

const KEY = "tg-key-5f0c6c1e9b";
const TOKEN = "hub-token-77aa31c0";
const EXAMPLE = fileURLToPath(new URL("../../../examples/cloudflare/src/index.ts", import.meta.url));
const WIDE = [{ limit: 100_000, perMs: 1_000 }];

test("a bot whose reports are kept in a Durable Object reports starts, calls and blocks, and reads", async () => {
  const { telegramBot, sandbox, worker } = await startBot();
  const anna = telegramBot.user({ id: 42, first_name: "Anna" });
  anna.start("ad_1");
  await telegramBot.waitForCall("sendMessage");
  anna.say("/buy");
  await sandbox.waitFor({ method: "add_event" }, GENEROUS);
  anna.say("/whence");
  await telegramBot.waitForCall("sendMessage", { count: 3 });
  telegramBot.failSends(43, { code: 403 });
  anna.say("/broadcast 43");
  await sandbox.waitFor({ method: "my_bot_was_stopped" }, GENEROUS);

  expect(telegramBot.calls("sendMessage").map(({ params }) => params.text)).toContainEqual(
    expect.stringContaining('"inviteLink":"ad_1"'),
  );
  expect(sandbox.requests({ service: "tgtrack" }).map(({ method, userId }) => `${method} ${userId}`)).toEqual([
    "on_telegram_webhook 42",
    "add_event 42",
    "get_user_info 42",
    "my_bot_was_stopped 43",
  ]);
  await expect.poll(async () => (await worker.ledger())["tgtrack"]?.delivered).toBe(3);
});

test("what was stored is sent after the whole runtime has ended, though no update comes", async () => {
  const { telegramBot, sandbox, worker } = await startBot();
  const refuse = sandbox.fault({ kind: "error", code: 503, recorded: false });
  telegramBot.user({ id: 1, first_name: "Anna" }).start("ad_1");
  await telegramBot.waitForCall("sendMessage");
  await sandbox.waitFor({ service: "tgtrack" }, GENEROUS);
  await worker.restartRuntime();
  refuse.clear();

  await sandbox.waitFor({ service: "tgtrack", accepted: true }, GENEROUS);
});

test("over crashes of the object and of the runtime no start is lost, and doubled are at most the ambiguous", async () => {
  const { telegramBot, sandbox, worker } = await startBot();
  sandbox.fault({ kind: "latency", requestMs: { minMs: 1, maxMs: 60 }, replyMs: { minMs: 1, maxMs: 60 } });
  const people = 120;
  for (let id = 1; id <= people; id++) {
    telegramBot.user({ id, first_name: "Anna" }).start(`ad_${id}`);
    await pass(10);
    if (id % 20 === 10) await worker.crashObject();
    if (id === 60) await worker.restartRuntime();
  }
  await telegramBot.waitUntilTaken();
  await expect.poll(async () => Object.values(await worker.ledger()).map(({ pending }) => pending)).toEqual([0, 0]);

  const ledger = await worker.ledger();
  for (const service of ["tgtrack", "howusedbot"] as const) {
    const started = sandbox.requests({ service, accepted: true }).filter(({ body }) => isStart(body));
    const reported = new Set(started.map(({ userId }) => userId));
    expect(reported.size).toBe(people);
    expect(started.length - people).toBeLessThanOrEqual(ledger[service]?.ambiguous ?? 0);
    expect(ledger[service]).toMatchObject({ accepted: people, delivered: people, dead: 0 });
  }
});

test("the service's limit is kept over restarts, as the object alone counts", async () => {
  const { telegramBot, sandbox, worker } = await startBot({ limits: "sliding" }, [{ limit: 3, perMs: 1_000 }]);
  for (let id = 1; id <= 20; id++) {
    telegramBot.user({ id, first_name: "Anna" }).start(`ad_${id}`);
    if (id === 8) await worker.crashObject();
    if (id === 14) await worker.restartRuntime();
  }
  await telegramBot.waitUntilTaken();
  await expect
    .poll(async () => (await worker.ledger())["tgtrack"])
    .toMatchObject({ accepted: 20, delivered: 20, pending: 0 });

  expect(sandbox.requests({ service: "tgtrack", accepted: false })).toEqual([]);
});

test("the example of a bot on Workers reports a start and a lesson", async () => {
  const sandbox = await startSandbox({ keys: [KEY, TOKEN], limits: "none" });
  const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs, webhookRetryDelayMs: 50 });
  const telegramBot = telegram.addBot();
  const runtime = new Miniflare({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: await bundleFile(EXAMPLE) }],
    compatibilityDate: "2026-01-01",
    durableObjects: { BOT_TRACKER: { className: "BotTracker", useSQLite: true } },
    bindings: {
      BOT_TOKEN: telegramBot.token,
      BOT_INFO: JSON.stringify(await telegramCall(telegramBot, "getMe", {})),
      WEBHOOK_SECRET: "secret",
      TELEGRAM_API_URL: telegramBot.apiRoot,
      SANDBOX_URL: sandbox.url,
      TGTRACK_API_KEY: KEY,
      HOWUSEDBOT_API_TOKEN: TOKEN,
    },
  });
  onTestFinished(async () => {
    await runtime.dispose();
    await telegram.close();
    await sandbox.close();
  });
  await telegramCall(telegramBot, "setWebhook", { url: (await runtime.ready).href, secret_token: "secret" });
  const anna = telegramBot.user({ id: 42, first_name: "Anna" });
  anna.start("ad_1");
  anna.say("/lesson");

  await sandbox.waitFor({ method: "add_event", accepted: true }, GENEROUS);
  await sandbox.waitFor({ method: "on_telegram_webhook", accepted: true }, GENEROUS);
});

async function startBot(
  options: SandboxOptions = {},
  limits: readonly object[] = WIDE,
): Promise<{ telegramBot: BotHandle; sandbox: Sandbox; worker: DurableWorker }> {
  const sandbox = await startSandbox({ keys: [KEY, TOKEN], limits: "none", strictUserIds: true, ...options });
  const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs, webhookRetryDelayMs: 50 });
  const telegramBot = telegram.addBot({ username: "course_bot" });
  const worker = await DurableWorker.start({
    telegramBot,
    sandbox,
    tgtrack: { apiKey: KEY, url: `${sandbox.url}/v1`, limits },
    howUsedBot: { apiToken: TOKEN, url: `${sandbox.url}/bin/webhooks/6438/181/4opQGmB6OlHqqPRM`, limits: WIDE },
  });
  onTestFinished(async () => {
    await worker.stop();
    await telegram.close();
    await sandbox.close();
  });
  return { telegramBot, sandbox, worker };
}

function isStart(body: unknown): boolean {
  const { event, message } = (body ?? {}) as { event?: string; message?: { text?: string } };
  return event === "start" || message?.text?.startsWith("/start") === true;
}
