import { type TrackerFlavor, tracker } from "@bot-tracker/grammy";
import { startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { type Conversation, type ConversationFlavor, conversations, createConversation } from "@grammyjs/conversations";
import { Bot, type Context } from "grammy";
import { describe, expect, onTestFinished } from "vitest";
import { GENEROUS } from "../support/generous.ts";
import { test } from "./conformance-test.ts";

type MyContext = ConversationFlavor<Context & TrackerFlavor>;

describe.each([{ among: "among" }, { among: "not among" }])(
  "the tracker is $among the conversation's plugins",
  ({ among }) => {
    test("counts each call of a grammY conversation once, although every update replays it from its beginning", async ({
      account,
      options,
      sandbox,
    }) => {
      let replays = 0;
      async function course(
        conversation: Conversation<MyContext, Context & TrackerFlavor>,
        ctx: Context & TrackerFlavor,
      ) {
        replays += 1;
        void ctx.tracker.trackEvent("course_opened");
        for (const lesson of [1, 2, 3]) {
          const answer = await conversation.waitFor("message:text");
          void answer.tracker.trackEvent("lesson", { lesson });
        }
        void ctx.tracker.trackEvent("course_done");
      }

      const bot = new Bot<MyContext>(account.token, { client: { apiRoot: account.apiRoot } });
      const middleware = tracker({ ...options, bot });
      bot.use(middleware);
      bot.use(conversations());
      bot.use(createConversation(course, { plugins: among === "among" ? [middleware] : [] }));
      bot.command("start", (ctx) => ctx.conversation.enter("course"));
      const ended = bot.start();

      const anna = account.user({ id: 42, first_name: "Anna" });
      anna.start("ad_1");
      for (const text of ["one", "two", "three"]) anna.say(text);
      await account.waitUntilTaken();
      const events = await sandbox.waitFor({ method: "add_event" }, { count: 5, ...GENEROUS });
      await Promise.all([bot.stop(), ended]);

      expect(replays).toBe(4);
      const labels = events.map(({ body }) => {
        const { event_type: name, labels: [label] = [] } = body as { event_type: string; labels?: { value: string }[] };
        return [name, label?.value].filter(Boolean).join(" ");
      });
      expect(labels.sort()).toEqual(["course_done", "course_opened", "lesson 1", "lesson 2", "lesson 3"]);
      expect(sandbox.requests({ service: "howusedbot" })).toHaveLength(1 + 3 + 5);
      expect(middleware.tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 6, delivered: 6 });
    });

    test("learns no time from the answers that a conversation gives again an hour later", async ({
      options,
      said,
      sandbox,
    }) => {
      let laterMs = 0;
      const nowMs = (): number => Date.now() + laterMs;
      const server = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs, nowMs });
      onTestFinished(() => server.close());
      const account = server.addBot();
      async function course(conversation: Conversation<MyContext, Context & TrackerFlavor>, ctx: Context) {
        for (const lesson of [1, 2, 3]) {
          await ctx.reply(`Lesson ${lesson}`);
          await conversation.waitForCallbackQuery("next");
        }
        await ctx.reply("Done");
      }

      const bot = new Bot<MyContext>(account.token, { client: { apiRoot: account.apiRoot } });
      const middleware = tracker({ ...options, bot, ports: { nowMs, steadyMs: nowMs } });
      bot.use(middleware);
      bot.use(conversations());
      bot.use(createConversation(course, { plugins: among === "among" ? [middleware] : [] }));
      bot.command("start", (ctx) => ctx.conversation.enter("course"));
      const ended = bot.start();
      const anna = account.user({ id: 42, first_name: "Anna" });
      anna.start("ad_1");
      for (const lesson of [1, 2, 3]) {
        await account.waitForCall("sendMessage", { count: lesson });
        await account.waitUntilTaken();
        laterMs += 3_600_000;
        anna.press("next");
      }
      await account.waitForCall("sendMessage", { count: 4 });
      await sandbox.waitFor({ service: "howusedbot" }, { count: 4, ...GENEROUS });
      await Promise.all([bot.stop(), ended]);
      await middleware.tracker.close();
      expect(said.filter((message) => message.includes("clock"))).toEqual([]);
    });

    // A conversation's calls are seen only where the tracker is among its plugins.
    if (among === "among")
      test("takes no refusal that a conversation gives again for another block", async ({
        options,
        account,
        sandbox,
      }) => {
        async function course(conversation: Conversation<MyContext, Context & TrackerFlavor>, ctx: Context) {
          await ctx.reply("Lesson 1").catch(() => undefined);
          await conversation.waitFor("message:text");
          await ctx.reply("Lesson 2");
        }

        const bot = new Bot<MyContext>(account.token, { client: { apiRoot: account.apiRoot } });
        const middleware = tracker({ ...options, bot, howUsedBot: false });
        bot.use(middleware);
        bot.use(conversations());
        bot.use(createConversation(course, { plugins: among === "among" ? [middleware] : [] }));
        bot.command("start", (ctx) => ctx.conversation.enter("course"));
        const ended = bot.start();
        const anna = account.user({ id: 42, first_name: "Anna" });
        const unblock = account.failSends(42, { code: 403, description: "Forbidden: bot was blocked by the user" });
        anna.start("ad_1");
        await sandbox.waitFor({ method: "my_bot_was_stopped" }, GENEROUS);
        unblock();
        anna.start("ad_2");
        await account.waitForCall("sendMessage", { count: 2 });
        await account.waitUntilTaken();
        await Promise.all([bot.stop(), ended]);
        await middleware.tracker.close();
        expect(sandbox.requests({ service: "tgtrack" }).map(({ method }) => method)).toEqual([
          "on_telegram_webhook",
          "my_bot_was_stopped",
          "on_telegram_webhook",
        ]);
      });
  },
);
