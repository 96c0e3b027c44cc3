import { expect, test } from "vitest";
import { BotChild, botEnvironment } from "../../examples/demo/src/bots/bot-child.ts";
import type { BotRole, ExampleName } from "../../examples/demo/src/cast/bot-role.ts";
import { CAST } from "../../examples/demo/src/cast/cast.ts";

const ROLE = CAST[0] as BotRole;
const NOWHERE_AT_ALL = "http://127.0.0.1:9";
const NOWHERE = {
  apiUrls: { telegram: NOWHERE_AT_ALL, max: NOWHERE_AT_ALL },
  sandboxUrl: "http://127.0.0.1:9",
  outboxFolder: "nowhere",
};

test("a bot that exits by itself says how, with its last output", async () => {
  const child = new BotChild({ ...ROLE, example: "nonsense" as ExampleName }, NOWHERE);

  await expect(child.untilItFails()).rejects.toThrow(
    /^The grammY bot exited by itself, with exit code 1\. Its last output:.*Expected one of grammy, telegraf/s,
  );
  expect(await child.askLedger()).toEqual({});
  expect(await child.stop()).toMatch(/^The grammY bot did not exit cleanly, with exit code 1\./);
});

test("the bots get the demo's keys, and none that the terminal holds", () => {
  const terminal = {
    PATH: "/bin",
    BOT_TOKEN: "1:real",
    TGTRACK_API_KEY: "real",
    TGTRACK_URL: "real",
    BOT_TRACKER_DISABLED: "1",
  };

  expect(botEnvironment(ROLE, NOWHERE, terminal)).toEqual({
    PATH: "/bin",
    BOT_TOKEN: expect.stringContaining("demo-grammy"),
    TELEGRAM_API_URL: NOWHERE.apiUrls.telegram,
    PAYMENT_TOKEN: expect.stringContaining("TEST"),
    BOT_TRACKER_SANDBOX: NOWHERE.sandboxUrl,
    BOT_TRACKER_DIR: NOWHERE.outboxFolder,
    TGTRACK_API_KEY: "grammy-demo-no-real-key",
    HOWUSEDBOT_API_TOKEN: "grammy-demo-no-real-key",
  });
});

test("a bot in MAX gets the key for MAX, and none for Telegram", () => {
  const role = CAST.find(({ messenger }) => messenger === "max") as BotRole;

  expect(botEnvironment(role, NOWHERE, { MAX_API_URL: "real", TGTRACK_MAX_API_KEY: "real" })).toEqual({
    BOT_TOKEN: expect.stringContaining("demo-max"),
    MAX_API_URL: NOWHERE.apiUrls.max,
    BOT_TRACKER_SANDBOX: NOWHERE.sandboxUrl,
    BOT_TRACKER_DIR: NOWHERE.outboxFolder,
    TGTRACK_MAX_API_KEY: "max-demo-no-real-key",
  });
});
