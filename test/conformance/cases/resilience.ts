import type { Destination } from "@bot-tracker/core";
import { describe, expect } from "vitest";
import { testOf } from "../conformance-test.ts";
import type { Subject } from "../subject.ts";

const ANNA = { id: 42, first_name: "Anna" };

const BROKEN: Destination = {
  name: "broken",
  accepts: new Set(["start", "stop", "event", "goal", "activity", "update"]),
  plan: () => {
    throw new Error("the plan broke");
  },
  send: () => Promise.reject(new Error("the send broke")),
};

/** Plans well and breaks when it is to send. */
const REJECTING: Destination = {
  ...BROKEN,
  name: "rejecting",
  plan: () => [{ kind: "deliver", method: "news", body: {}, class: "event", expiresAfterMs: 60_000 }],
};

export function resilience(subject: Subject): void {
  const test = testOf(subject);
  const { side } = subject;
  const { started } = side;
  describe("resilience", () => {
    test("keeps the bot going when everything in the tracker throws", async ({ run, account, options }) => {
      const texts: unknown[] = [];
      await run(subject, {
        options: {
          ...options,
          destinations: [BROKEN, REJECTING],
          autoEvents: [
            () => {
              throw new Error("the rule broke");
            },
          ],
          beforeSend: () => {
            throw new Error("the scrubber broke");
          },
          onDelivery: () => {
            throw new Error("the listener broke");
          },
          logger: {
            warn: () => {
              throw new Error("the logger broke");
            },
            error: () => {
              throw new Error("the logger broke");
            },
          },
        },
        onUpdate: ({ tracker, update }) => {
          void tracker?.trackEvent("lesson");
          texts.push(JSON.stringify(update).includes("second"));
        },
      });
      account.user(ANNA).start("ad_1");
      account.user(ANNA).say("second");
      await account.waitUntilTaken();
      await expect.poll(() => texts).toEqual([false, true]);
    });

    test("keeps the bot going while no service can be reached, and keeps what it owes", async ({
      run,
      account,
      options,
    }) => {
      let handled = 0;
      const nowhere = "http://127.0.0.1:1/v1";
      const bot = await run(subject, {
        options: { ...options, tgtrack: { apiKey: "tg-key-5f0c6c1e9b", url: nowhere }, howUsedBot: false },
        onUpdate: () => {
          handled += 1;
        },
      });
      account.user(ANNA).start("ad_1");
      account.user(ANNA).say("hello");
      await account.waitUntilTaken();
      await expect.poll(() => handled).toBe(2);
      expect(bot.tracker?.ledger()["tgtrack"]).toMatchObject({ accepted: 1, pending: 1, ambiguous: 0 });
      // Or the bot's stop would try for the 5 s that it may.
      await bot.tracker?.close({ timeoutMs: 0 });
    });

    test("ignores updates that make no sense and goes on", async ({ run, account, expectReceived }) => {
      const bot = await run(subject);
      for (const text of side.nonsense) account.sendRawUpdate(text);
      account.user(ANNA).start("ad_1");
      await expectReceived(bot, {
        tgtrack: [started(42, "ad_1")],
        howUsedBot: ["event start ad_1 42"],
      });
    });

    test("takes an update that is frozen", async ({ run, account, expectReceived }) => {
      const bot = await run(subject);
      await account.waitForCall(side.asksForUpdates);
      const start = side.startUpdate({ userId: 42, payload: "ad_1", date: 1_760_000_000 });
      const update = deepFreeze({ update_id: 5, ...start });
      await bot.handleUpdate(update);
      await expectReceived(bot, {
        tgtrack: [started(42, "ad_1")],
        howUsedBot: ["event start ad_1 42"],
      });
    });

    if (subject.reportsErrors)
      test("hands a failing handler's own error to the bot", async ({ run, account }) => {
        const failure = new Error("the handler broke");
        const errors: unknown[] = [];
        await run(subject, {
          onUpdate: () => {
            throw failure;
          },
          onError: (error) => void errors.push(error),
        });
        account.user(ANNA).say("hello");
        await expect.poll(() => errors.length).toBeGreaterThan(0);
        expect(errors[0]).toBe(failure);
      });
  });
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
