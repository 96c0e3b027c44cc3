import { describe, expect } from "vitest";
import { test } from "../conformance-test.ts";
import type { Subject } from "../subject.ts";

const ANNA = { id: 42, first_name: "Anna" };
const ADVICE = /my_chat_member/;

export function allowedUpdates(subject: Subject): void {
  describe("allowed_updates", () => {
    test("says once that blocks will not be seen when the bot's list leaves them out", async ({
      run,
      telegramBot,
      said,
    }) => {
      await run(subject, { allowedUpdates: ["message", "callback_query"] });
      telegramBot.user(ANNA).say("one");
      telegramBot.user(ANNA).say("two");
      await telegramBot.waitUntilTaken();
      await expect.poll(() => said.filter((line) => ADVICE.test(line)).length).toBe(1);
    });

    test("says nothing when the list is the default or has them", async ({ run, telegramBot, said }) => {
      await run(subject, { allowedUpdates: ["message", "my_chat_member"] });
      telegramBot.user(ANNA).start("ad_1");
      await telegramBot.waitUntilTaken();
      expect(said.filter((line) => ADVICE.test(line))).toEqual([]);
    });

    test("meets a list that an earlier deployment left with Telegram", async ({ run, telegram, said }) => {
      const telegramBot = telegram.addBot({ username: "course_bot", allowedUpdates: ["message"] });
      await run(subject, { telegram: telegramBot });
      telegramBot.user(ANNA).say("one");
      await telegramBot.waitUntilTaken();
      if (subject.resetsAllowedUpdates) {
        telegramBot.user(ANNA).say("two");
        await telegramBot.waitUntilTaken();
        expect(said.filter((line) => ADVICE.test(line))).toEqual([]);
      } else await expect.poll(() => said.filter((line) => ADVICE.test(line)).length).toBe(1);
    });

    test("never gives Telegram a list of its own", async ({ run, telegramBot }) => {
      await run(subject);
      telegramBot.user(ANNA).say("one");
      await telegramBot.waitUntilTaken();
      const lists = telegramBot
        .calls(({ method }) => /^(getupdates|setwebhook)$/i.test(method))
        .map(({ params }) => params["allowed_updates"])
        .filter((list) => list !== undefined && JSON.stringify(list) !== "[]");
      expect(lists).toEqual([]);
    });
  });
}
