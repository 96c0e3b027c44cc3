// Run by Jest with its defaults: CommonJS, in a realm of its own.
const { existsSync, mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { createTracker, TrackerConfigError } = require("@bot-tracker/core");
const { tracker } = require("@bot-tracker/grammy");
const { startSandbox } = require("@bot-tracker/sandbox");
const { Bot } = require("grammy");

const START = {
  update_id: 1,
  message: {
    message_id: 1,
    date: Math.floor(Date.now() / 1000),
    chat: { id: 42, type: "private", first_name: "Ann" },
    from: { id: 42, is_bot: false, first_name: "Ann" },
    text: "/start PJ123",
    entities: [{ type: "bot_command", offset: 0, length: 6 }],
  },
};

test("a start that a bot is given in a test is kept in a file and reaches the sandbox", async () => {
  const sandbox = await startSandbox({ port: 0 });
  const dir = mkdtempSync(join(tmpdir(), "bot-tracker-jest-"));
  const bot = new Bot("7000000001:secret", {
    botInfo: { id: 7000000001, is_bot: true, first_name: "Bot", username: "a_bot" },
  });
  const tracking = tracker({ bot, tgtrack: { apiKey: "sandbox", url: `${sandbox.url}/v1` }, dir });
  bot.use(tracking);
  const payloads = [];
  bot.use((ctx) => void payloads.push(ctx.tracker.start?.payload));
  await bot.handleUpdate(START);
  expect(existsSync(join(dir, "7000000001.sqlite"))).toBe(true);
  expect(await tracking.tracker.flush({ timeoutMs: 60_000 })).toEqual({ delivered: 1, pending: 0 });
  await tracking.tracker.close();
  expect(sandbox.requests().map(({ method }) => method)).toEqual(["on_telegram_webhook"]);
  expect(payloads).toEqual(["PJ123"]);
  await sandbox.close();
  rmSync(dir, { recursive: true });
}, 120_000);

test("a mistake in an option is the error that the package exports", () => {
  expect(() => createTracker({}, {})).toThrow(TrackerConfigError);
});

test.each([
  "core/adapter-kit",
  "core/max-kit",
  "core/outbox-kit",
  "telegraf",
  "node-telegram-bot-api",
  "max",
  "redis",
  "redis/outbox-kit",
  "redis/bullmq",
  "cli",
])("@bot-tracker/%s can be required", (name) => {
  expect(Object.keys(require(`@bot-tracker/${name}`))).not.toEqual([]);
});
