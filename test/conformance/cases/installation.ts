import { describe, expect } from "vitest";
import { testOf } from "../conformance-test.ts";
import type { Install, Subject } from "../subject.ts";

const ANNA = { id: 42, first_name: "Anna" };

export function installation(subject: Subject): void {
  const test = testOf(subject);
  const { side } = subject;
  const { started, stopFound } = side;
  const START = { tgtrack: [started(42, "ad_1")], howUsedBot: ["event start ad_1 42"] };
  const installs: readonly Install[] = subject.hasContexts
    ? ["with-bot", "with-bot-twice", "middleware", "middleware-twice", "with-bot-and-middleware"]
    : ["with-bot", "with-bot-twice"];

  describe("installation", () => {
    test.for(installs)(
      "counts a start and a failed answer once when installed %s",
      async (install, { run, account, expectReceived }) => {
        const bot = await run(subject, {
          install,
          onUpdate: ({ send }) => send(43, "Forwarded").catch(() => undefined),
        });
        account.failSends(43, side.blocked);
        account.user(ANNA).start("ad_1");
        await expectReceived(bot, {
          tgtrack: [...START.tgtrack, stopFound(43)],
          howUsedBot: [...START.howUsedBot, "event stop 43"],
        });
      },
    );

    if (subject.hasContexts)
      test("given the bot, sees what an earlier middleware keeps to itself", async ({
        run,
        account,
        expectReceived,
      }) => {
        const bot = await run(subject, { swallow: true });
        account.user(ANNA).start("ad_1");
        await expectReceived(bot, START);
      });

    if (subject.hasContexts)
      test.for(installs)(
        "counts every start whose context an earlier middleware has asked for its helper, installed %s",
        async (install, { run, account, expectReceived }) => {
          const bot = await run(subject, { install, asksEarly: true });
          for (const id of [42, 44, 45]) {
            account.user({ id, first_name: "Anna" }).start(`ad_${id}`);
            await account.waitUntilTaken();
          }
          await expectReceived(bot, {
            tgtrack: [started(42, "ad_42"), started(44, "ad_44"), started(45, "ad_45")],
            howUsedBot: ["event start ad_42 42", "event start ad_44 44", "event start ad_45 45"],
          });
        },
      );

    if (subject.helpsEarlyHandlers) {
      test("serves handlers that stand before it, and says once that it is late", async ({
        run,
        account,
        expectReceived,
        said,
      }) => {
        let lesson = 0;
        const bot = await run(subject, {
          isLate: true,
          onUpdate: async ({ tracker, send }) => {
            void tracker?.trackEvent(`lesson_${++lesson}`);
            await send(43, "Forwarded").catch(() => undefined);
          },
        });
        account.failSends(43, side.blocked);
        account.user(ANNA).start("ad_1");
        await account.waitUntilTaken();
        account.user(ANNA).say("more");
        await expectReceived(bot, {
          tgtrack: [...START.tgtrack, "add_event lesson_1 42", "add_event lesson_2 42", stopFound(43)],
          howUsedBot: [
            ...START.howUsedBot,
            "event lesson_1 42",
            "event lesson_2 42",
            "event common 42",
            "event stop 43",
          ],
        });
        expect(said.filter((message) => message.includes("installed after"))).toHaveLength(1);
      });

      test.for(["with-bot", "middleware"] as const)(
        "sees the failed sends of every handler before it, also once other updates have come to it, installed %s",
        async (install, { run, account, expectReceived }) => {
          let passedOn = 0;
          const bot = await run(subject, {
            install,
            isLate: true,
            onUpdate: async ({ tracker, send, next }) => {
              void tracker?.start;
              const isSent = await send(43, "Forwarded").then(
                () => true,
                () => false,
              );
              if (!isSent) return;
              await next?.();
              passedOn++;
            },
          });
          account.user(ANNA).start("ad_1");
          await expect.poll(() => passedOn).toBe(1);
          account.failSends(43, side.blocked);
          account.user(ANNA).say("more");
          const seen = install === "with-bot" ? ["event common 42"] : [];
          await expectReceived(bot, {
            tgtrack: [...START.tgtrack, stopFound(43)],
            howUsedBot: [...START.howUsedBot, ...seen, "event stop 43"],
          });
        },
      );

      test("helps handlers before it when tracking is switched off, too", async ({ run, account }) => {
        const helpers: unknown[] = [];
        await run(subject, {
          isLate: true,
          options: { enabled: false },
          onUpdate: ({ tracker }) => void helpers.push(tracker),
        });
        account.user(ANNA).start("ad_1");
        await expect.poll(() => helpers.length).toBe(1);
        expect(helpers).toEqual([expect.objectContaining({ trackEvent: expect.any(Function) })]);
      });

      test("says nothing of being late where it stands first", async ({ run, account, said, expectReceived }) => {
        const bot = await run(subject, { onUpdate: ({ tracker }) => void tracker?.reachGoal("paid") });
        account.user(ANNA).start("ad_1");
        await expectReceived(bot, { ...START, tgtrack: [...START.tgtrack, "send_reach_goal paid 42"] });
        expect(said.filter((message) => message.includes("installed after"))).toEqual([]);
      });
    }

    test("starts the framework's own calls and handlers in the same turn", async ({ run, account }) => {
      const reached: string[] = [];
      const bot = await run(subject, {
        onCall: (method) => void reached.push(method.toLowerCase()),
        onHandleUpdate: () => void reached.push("handleUpdate"),
      });
      await account.waitForCall(side.asksForUpdates);
      reached.length = 0;
      const sending = bot.send(42, "News");
      expect(reached).toContain(side.calls.send);
      const handling = bot.handleUpdate({ update_id: 1, message: {} });
      expect(reached).toContain("handleUpdate");
      await Promise.allSettled([sending, handling]);
    });
  });
}
