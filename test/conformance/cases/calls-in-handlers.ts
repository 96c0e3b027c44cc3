import { describe, expect } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { test } from "../conformance-test.ts";
import type { Subject } from "../subject.ts";

const ANNA = { id: 42, first_name: "Anna" };
const COMMON = "event common 42";

export function callsInHandlers(subject: Subject): void {
  describe("calls in handlers", () => {
    test("sends events and goals for the person of the update", async ({
      run,
      telegramBot,
      expectReceived,
      sandbox,
    }) => {
      const bot = await run(subject, {
        onUpdate: ({ tracker }) => {
          void tracker?.trackEvent("sale", { amount: 1500, result: "success", product: "course" });
          void tracker?.reachGoal("paid");
        },
      });
      telegramBot.user(ANNA).start("ad_1");
      await expectReceived(bot, {
        tgtrack: ["on_telegram_webhook /start ad_1 42", "add_event sale 42", "send_reach_goal paid 42"],
        howUsedBot: ["event start ad_1 42", "event sale 42"],
      });
      const [event] = sandbox.requests({ method: "add_event" });
      expect(event?.body).toMatchObject({
        user_id: "42",
        event_type: "sale",
        amount: 1500,
        event_result: "success",
        labels: [{ name: "product", value: "course" }],
      });
    });

    if (subject.hasContexts)
      test("dates an event by its update and tells a handler the start's payload", async ({
        run,
        telegramBot,
        sandbox,
      }) => {
        const payloads: unknown[] = [];
        await run(subject, {
          onUpdate: ({ tracker }) => {
            payloads.push(tracker?.start?.payload);
            void tracker?.trackEvent("lesson");
          },
        });
        const from = { is_bot: false, ...ANNA };
        const frame = { message_id: 1, from, chat: { id: 42, type: "private", first_name: "Anna" } };
        const date = Math.floor(Date.now() / 1000) - 3600;
        telegramBot.sendUpdate({
          message: {
            ...frame,
            date,
            text: "/start ad_9",
            entities: [{ type: "bot_command", offset: 0, length: 6 }],
          },
        });
        const [event] = await sandbox.waitFor({ method: "add_event" }, GENEROUS);
        expect(event?.body).toMatchObject({ date });
        expect(payloads).toEqual(["ad_9"]);
      });

    if (subject.hasContexts)
      test("counts each call once when the update comes again and its handler runs again", async ({
        run,
        telegramBot,
        expectReceived,
      }) => {
        let runs = 0;
        const bot = await run(subject, {
          onUpdate: ({ tracker }) => {
            runs += 1;
            void tracker?.trackEvent("lesson", { number: 1 });
            void tracker?.trackEvent("lesson", { number: 2 });
            void tracker?.reachGoal("began");
          },
        });
        const id = telegramBot.user(ANNA).start("ad_1");
        await telegramBot.waitUntilTaken();
        telegramBot.redeliver(id);
        await telegramBot.waitUntilTaken();
        await expectReceived(bot, {
          tgtrack: [
            "on_telegram_webhook /start ad_1 42",
            "add_event lesson 42",
            "add_event lesson 42",
            "send_reach_goal began 42",
          ],
          howUsedBot: ["event start ad_1 42", "event lesson 42", "event lesson 42"],
        });
        expect(runs).toBe(2);
      });

    test("counts a call with a key once per person and key", async ({ run, telegramBot, expectReceived }) => {
      const bot = await run(subject, {
        onUpdate: ({ tracker }) => tracker?.trackEvent("signed_up", { key: "once" }),
      });
      telegramBot.user(ANNA).say("one");
      telegramBot.user(ANNA).say("two");
      await expectReceived(bot, {
        tgtrack: ["add_event signed_up 42"],
        howUsedBot: [COMMON, COMMON, "event signed_up 42"],
      });
    });
  });
}
