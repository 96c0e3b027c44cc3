import { type Tracker, tracker } from "@bot-tracker/grammy";
import { type Api, Bot } from "grammy";
import { expect } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { test } from "../telegram-simulator/simulator-test.ts";
import { importExample } from "./import-example.ts";

type Broadcast = (
  api: Api,
  tracker: Tracker,
  userIds: Iterable<number>,
  text: string,
) => Promise<Record<"sent" | "skipped" | "refused", number>>;

test("docs/broadcasts.md: a broadcast finds out who blocks the bot, and the next one skips them", async ({
  telegram,
  bot: handle,
}) => {
  const { broadcast } = await importExample<{ broadcast: Broadcast }>("docs/broadcasts.md");
  const bot = new Bot(handle.token, { client: { apiRoot: telegram.apiRoot } });
  const tgtrack = { apiKey: "broadcast-key-A1b2C3", url: "http://127.0.0.1:1" };
  const logger = { warn: () => {}, error: () => {} };
  const tracking = tracker({ bot, dir: temporaryFolder(), tgtrack, logger });
  bot.use(tracking);
  // 1 started, 2 started and blocked, 3 blocks the bot without its knowledge, 4 was never heard of.
  for (const id of [1, 2]) await tracking.tracker.userStarted({ user: { id } });
  await tracking.tracker.userStopped({ userId: 2 });
  handle.failSends(3, { code: 403, description: "Forbidden: bot was blocked by the user" });

  const ids = [1, 2, 3, 4];
  expect(await broadcast(bot.api, tracking.tracker, ids, "News!")).toEqual({ sent: 2, skipped: 1, refused: 1 });
  expect(await broadcast(bot.api, tracking.tracker, ids, "News!")).toEqual({ sent: 2, skipped: 2, refused: 0 });
  const written = handle.calls("sendMessage").map(({ params }) => Number(params.chat_id));
  expect(written).toEqual([1, 3, 4, 1, 4]);
  expect(await tracking.tracker.getPerson(3)).toMatchObject({ started: false, blocked: true });
  await tracking.tracker.close({ timeoutMs: 0 });
});
