import { describe, expect } from "vitest";
import { test } from "../conformance-test.ts";
import type { Install, Subject } from "../subject.ts";

const ANNA = { id: 42, first_name: "Anna" };
const START = { tgtrack: ["on_telegram_webhook /start ad_1 42"], howUsedBot: ["event start ad_1 42"] };

export function installation(subject: Subject): void {
  const installs: readonly Install[] = subject.hasContexts
    ? ["with-bot", "with-bot-twice", "middleware", "middleware-twice", "with-bot-and-middleware"]
    : ["with-bot", "with-bot-twice"];

  describe("installation", () => {
    test.for(installs)(
      "counts a start and a failed answer once when installed %s",
      async (install, { run, telegramBot, expectReceived }) => {
        const bot = await run(subject, {
          install,
          onUpdate: ({ send }) => send(43, "Forwarded").catch(() => undefined),
        });
        telegramBot.failSends(43, { code: 403 });
        telegramBot.user(ANNA).start("ad_1");
        await expectReceived(bot, {
          tgtrack: [...START.tgtrack, "my_bot_was_stopped 43"],
          howUsedBot: [...START.howUsedBot, "event stop 43"],
        });
      },
    );

    if (subject.hasContexts)
      test("given the bot, sees what an earlier middleware keeps to itself", async ({
        run,
        telegramBot,
        expectReceived,
      }) => {
        const bot = await run(subject, { swallow: true });
        telegramBot.user(ANNA).start("ad_1");
        await expectReceived(bot, START);
      });

    test("starts the framework's own calls and handlers in the same turn", async ({ run, telegramBot }) => {
      const reached: string[] = [];
      const bot = await run(subject, {
        onCall: (method) => void reached.push(method.toLowerCase()),
        onHandleUpdate: () => void reached.push("handleUpdate"),
      });
      await telegramBot.waitForCall(({ method }) => /^(getupdates|setwebhook)$/i.test(method));
      reached.length = 0;
      const sending = bot.send(42, "News");
      expect(reached).toContain("sendmessage");
      const handling = bot.handleUpdate({ update_id: 1, message: {} });
      expect(reached).toContain("handleUpdate");
      await Promise.allSettled([sending, handling]);
    });
  });
}
