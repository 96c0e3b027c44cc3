import { describe, expect } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { testOf } from "../conformance-test.ts";
import type { Subject } from "../subject.ts";

const ANNA = { id: 42, first_name: "Anna" };
const COMMON = "event common 42";

export function callsInHandlers(subject: Subject): void {
  const test = testOf(subject);
  const { started } = subject.side;
  describe("calls in handlers", () => {
    test("sends events and goals for the person of the update", async ({ run, account, expectReceived, sandbox }) => {
      const bot = await run(subject, {
        onUpdate: ({ tracker }) => {
          void tracker?.trackEvent("sale", { amount: 1500, result: "success", product: "course" });
          void tracker?.reachGoal("paid");
        },
      });
      account.user(ANNA).start("ad_1");
      await expectReceived(bot, {
        tgtrack: [started(42, "ad_1"), "add_event sale 42", "send_reach_goal paid 42"],
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
        account,
        sandbox,
      }) => {
        const payloads: unknown[] = [];
        await run(subject, {
          onUpdate: ({ tracker }) => {
            payloads.push(tracker?.start?.payload);
            void tracker?.trackEvent("lesson");
          },
        });
        const date = Math.floor(Date.now() / 1000) - 3600;
        account.sendUpdate(subject.side.startUpdate({ userId: 42, payload: "ad_9", date }));
        const [event] = await sandbox.waitFor({ method: "add_event" }, GENEROUS);
        expect(event?.body).toMatchObject({ date });
        expect(payloads).toEqual(["ad_9"]);
      });

    if (subject.hasContexts)
      test("counts each call once when the update comes again and its handler runs again", async ({
        run,
        account,
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
        const id = account.user(ANNA).start("ad_1");
        await account.waitUntilTaken();
        account.redeliver(id);
        await account.waitUntilTaken();
        await expectReceived(bot, {
          tgtrack: [started(42, "ad_1"), "add_event lesson 42", "add_event lesson 42", "send_reach_goal began 42"],
          howUsedBot: ["event start ad_1 42", "event lesson 42", "event lesson 42"],
        });
        expect(runs).toBe(2);
      });

    test("counts a call with a key once per person and key", async ({ run, account, expectReceived }) => {
      const bot = await run(subject, {
        onUpdate: ({ tracker }) => tracker?.trackEvent("signed_up", { key: "once" }),
      });
      account.user(ANNA).say("one");
      account.user(ANNA).say("two");
      await expectReceived(bot, {
        tgtrack: ["add_event signed_up 42"],
        howUsedBot: [COMMON, COMMON, "event signed_up 42"],
      });
    });
  });
}
