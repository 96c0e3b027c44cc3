import { describe, expect } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { test } from "../conformance-test.ts";
import type { Subject } from "../subject.ts";

const ANNA = { id: 42, first_name: "Анна", username: "anna", language_code: "ru" };
const BORIS = { id: 43, first_name: "Борис" };

export function startsAndStops(subject: Subject): void {
  describe("starts and stops", () => {
    test("reports a start by an ad link with its payload, and talk as attendance only", async ({
      run,
      telegramBot,
      expectReceived,
    }) => {
      const bot = await run(subject);
      const anna = telegramBot.user(ANNA);
      anna.start("ad_7-Q");
      anna.say("hello");
      anna.press("lesson");
      await expectReceived(bot, {
        tgtrack: ["on_telegram_webhook /start ad_7-Q 42"],
        howUsedBot: ["event start ad_7-Q 42", "event common 42", "event common 42"],
      });
    });

    test("forwards a start byte for byte, fields that nobody knows included", async ({ run, telegramBot, sandbox }) => {
      await run(subject);
      const message = `{"message_id":5,"from":{"id":42,"is_bot":false,"first_name":"Анна 🎈","new_field":[1.5,null]},"chat":{"id":42,"type":"private","first_name":"Анна 🎈"},"date":1760000000,"text":"/start ad_1","entities":[{"offset":0,"length":6,"type":"bot_command"}],"later":{"b":1,"a":"\\u2028"}}`;
      telegramBot.sendRawUpdate(`{"update_id":900000001,"message":${message},"unheard_of":true}`);
      const [start] = await sandbox.waitFor({ method: "on_telegram_webhook" }, GENEROUS);
      const sent: unknown = JSON.parse(`{"update_id":900000001,"message":${message},"unheard_of":true}`);
      expect(start?.bodyText).toBe(JSON.stringify(sent));
    });

    test("reports who blocks the bot, says nothing of an unblock alone, and reports the next start", async ({
      run,
      telegramBot,
      expectReceived,
    }) => {
      const bot = await run(subject);
      const anna = telegramBot.user(ANNA);
      anna.start("ad_1");
      anna.block();
      anna.unblock();
      anna.start();
      await expectReceived(bot, {
        tgtrack: [
          "on_telegram_webhook /start ad_1 42",
          "on_telegram_webhook membership 42",
          "on_telegram_webhook /start 42",
        ],
        howUsedBot: ["event start ad_1 42", "event stop 42", "event start 42"],
      });
    });

    test("counts a redelivered update once", async ({ run, telegramBot, expectReceived }) => {
      const bot = await run(subject);
      const start = telegramBot.user(ANNA).start("ad_1");
      await telegramBot.waitUntilTaken();
      telegramBot.redeliver(start);
      await telegramBot.waitUntilTaken();
      await expectReceived(bot, {
        tgtrack: ["on_telegram_webhook /start ad_1 42"],
        howUsedBot: ["event start ad_1 42"],
      });
    });

    test("takes /start@its_name for its own and /start@another_name for talk", async ({
      run,
      telegramBot,
      expectReceived,
    }) => {
      const bot = await run(subject);
      // By the first update every framework's bot has learnt who it is.
      telegramBot.user(BORIS).start();
      await telegramBot.waitForCall("getMe");
      await telegramBot.waitUntilTaken();
      await expect.poll(() => bot.tracker?.bot?.username).toBe("course_bot");
      telegramBot.user(ANNA).say("/start@Course_Bot ad_1");
      telegramBot.user(ANNA).say("/start@another_bot ad_2");
      await expectReceived(bot, {
        tgtrack: ["on_telegram_webhook /start 43", "on_telegram_webhook /start@Course_Bot ad_1 42"],
        howUsedBot: ["event start 43", "event start ad_1 42", "event common 42"],
      });
    });

    test("gives each of twenty people who come at once their own start", async ({
      run,
      telegramBot,
      expectReceived,
    }) => {
      const bot = await run(subject, {
        onUpdate: async () => void (await new Promise((resolve) => setImmediate(resolve))),
      });
      const ids = Array.from({ length: 20 }, (_, index) => 100 + index);
      for (const id of ids) telegramBot.user({ id, first_name: `Person ${id}` }).start(`ad_${id}`);
      await expectReceived(bot, {
        tgtrack: ids.map((id) => `on_telegram_webhook /start ad_${id} ${id}`),
        howUsedBot: ids.map((id) => `event start ad_${id} ${id}`),
      });
    });
  });
}
