import { describe, expect } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { testOf } from "../conformance-test.ts";
import type { Subject } from "../subject.ts";

const ANNA = { id: 42, first_name: "Анна", username: "anna", language_code: "ru" };
const BORIS = { id: 43, first_name: "Борис" };

export function startsAndStops(subject: Subject): void {
  const test = testOf(subject);
  const { side } = subject;
  const { started, stopSeen } = side;
  describe("starts and stops", () => {
    test("reports a start by an ad link with its payload, and talk as attendance only", async ({
      run,
      account,
      expectReceived,
    }) => {
      const bot = await run(subject);
      const anna = account.user(ANNA);
      anna.start("ad_7-Q");
      anna.say("hello");
      anna.press("lesson");
      await expectReceived(bot, {
        tgtrack: [started(42, "ad_7-Q")],
        howUsedBot: ["event start ad_7-Q 42", "event common 42", "event common 42"],
      });
    });

    if (side.name === "Telegram")
      test("forwards a start byte for byte, fields that nobody knows included", async ({ run, account, sandbox }) => {
        await run(subject);
        const message = `{"message_id":5,"from":{"id":42,"is_bot":false,"first_name":"Анна 🎈","new_field":[1.5,null]},"chat":{"id":42,"type":"private","first_name":"Анна 🎈"},"date":1760000000,"text":"/start ad_1","entities":[{"offset":0,"length":6,"type":"bot_command"}],"later":{"b":1,"a":"\\u2028"}}`;
        account.sendRawUpdate(`{"update_id":900000001,"message":${message},"unheard_of":true}`);
        const [start] = await sandbox.waitFor({ method: "on_telegram_webhook" }, GENEROUS);
        const sent: unknown = JSON.parse(`{"update_id":900000001,"message":${message},"unheard_of":true}`);
        expect(start?.bodyText).toBe(JSON.stringify(sent));
      });

    test("reports who blocks the bot, says nothing of an unblock alone, and reports the next start", async ({
      run,
      account,
      expectReceived,
    }) => {
      const bot = await run(subject);
      const anna = account.user(ANNA);
      anna.start("ad_1");
      anna.block();
      anna.unblock();
      anna.start();
      await expectReceived(bot, {
        tgtrack: [started(42, "ad_1"), stopSeen(42), started(42)],
        howUsedBot: ["event start ad_1 42", "event stop 42", "event start 42"],
      });
    });

    test("counts a redelivered update once", async ({ run, account, expectReceived }) => {
      const bot = await run(subject);
      const start = account.user(ANNA).start("ad_1");
      await account.waitUntilTaken();
      account.redeliver(start);
      await account.waitUntilTaken();
      await expectReceived(bot, {
        tgtrack: [started(42, "ad_1")],
        howUsedBot: ["event start ad_1 42"],
      });
    });

    test("takes /start@its_name for its own and /start@another_name for talk", async ({
      run,
      account,
      expectReceived,
    }) => {
      const bot = await run(subject);
      // By the first update every framework's bot has learnt who it is.
      account.user(BORIS).start();
      await account.waitForCall(side.calls.whoAmI);
      await account.waitUntilTaken();
      await expect.poll(() => bot.tracker?.bot?.username).toBe("course_bot");
      account.user(ANNA).say("/start@Course_Bot ad_1");
      account.user(ANNA).say("/start@another_bot ad_2");
      await expectReceived(bot, {
        tgtrack: [started(43), started(42, "ad_1", "/start@Course_Bot")],
        howUsedBot: ["event start 43", "event start ad_1 42", "event common 42"],
      });
    });

    test("gives each of twenty people who come at once their own start", async ({ run, account, expectReceived }) => {
      const bot = await run(subject, {
        onUpdate: async () => void (await new Promise((resolve) => setImmediate(resolve))),
      });
      const ids = Array.from({ length: 20 }, (_, index) => 100 + index);
      for (const id of ids) account.user({ id, first_name: `Person ${id}` }).start(`ad_${id}`);
      await expectReceived(bot, {
        tgtrack: ids.map((id) => started(id, `ad_${id}`)),
        howUsedBot: ids.map((id) => `event start ad_${id} ${id}`),
      });
    });
  });
}
