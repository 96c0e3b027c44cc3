import { tracker as grammyTracker, type TrackerFlavor } from "@bot-tracker/grammy";
import { type TrackerFlavor as MaxFlavor, tracker as maxTracker, startLink } from "@bot-tracker/max";
import { attach, tracker as botTracker, type Tracker, trackerOf } from "@bot-tracker/node-telegram-bot-api";
import { type TrackerFlavor as TelegrafFlavor, tracker as telegrafTracker } from "@bot-tracker/telegraf";
import { Bot as MaxBot, type Context as MaxContext } from "@maxhub/max-bot-api";
import { Bot as GrammyBot, type Context as GrammyContext, type SessionFlavor } from "grammy";
import { Bot as OldestGrammyBot, type Context as OldestGrammyContext } from "grammy-oldest";
import { Bot } from "node-telegram-bot-api";
import type { TelegramBot } from "node-telegram-bot-api-1.2";
import { Bot as OldestBot } from "node-telegram-bot-api-2.0";
import { Telegraf, type Context as TelegrafContext } from "telegraf";
import { expectTypeOf, test } from "vitest";

interface Events {
  sale: { amount: number };
  lesson: { number: number };
  opened: object;
}

test("a grammY bot's handlers know the bot's events", () => {
  type MyContext = GrammyContext & TrackerFlavor<Events> & SessionFlavor<{ count: number }>;
  const bot = new GrammyBot<MyContext>("1:a");
  const middleware = grammyTracker<Events>({ bot });
  bot.use(middleware);
  expectTypeOf(middleware.tracker).toEqualTypeOf<Tracker<Events>>();
  bot.command("pay", (ctx) => {
    void ctx.tracker.trackEvent("sale", { amount: 1500, result: "success" });
    void ctx.tracker.trackEvent("opened");
    // @ts-expect-error the amount is missing
    void ctx.tracker.trackEvent("sale");
    // @ts-expect-error the amount is a number
    void ctx.tracker.trackEvent("sale", { amount: "1500" });
    // @ts-expect-error no such event
    void ctx.tracker.trackEvent("sales", { amount: 1500 });
    // @ts-expect-error no such property
    void ctx.tracker.trackEvent("lesson", { number: 1, title: "x" });
  });
  bot.on("message:text", (ctx) => void ctx.tracker.trackEvent("lesson", { number: 1 }));
});

test("a grammY bot without flavors, and one of the oldest version, take the tracker", () => {
  const bot = new GrammyBot("1:a");
  bot.use(grammyTracker());
  bot.use(grammyTracker({ bot }));
  const oldest = new OldestGrammyBot<OldestGrammyContext & TrackerFlavor>("1:a");
  oldest.use(grammyTracker({ bot: oldest }));
  oldest.command("pay", (ctx) => void ctx.tracker.trackEvent("anything", { of: "any", kind: 1 }));
});

test("a Telegraf bot's handlers know the bot's events", () => {
  interface MyContext extends TelegrafContext, TelegrafFlavor<Events> {}
  const bot = new Telegraf<MyContext>("1:a");
  bot.use(telegrafTracker<Events>({ bot }));
  bot.start((ctx) => {
    void ctx.tracker.trackEvent("lesson", { number: 1 });
    // @ts-expect-error no such event
    void ctx.tracker.trackEvent("lessons", { number: 1 });
    expectTypeOf(ctx.tracker.start).toEqualTypeOf<{ payload: string } | undefined>();
  });
  new Telegraf("1:a").use(telegrafTracker());
});

test("a bot of node-telegram-bot-api 2 has its events by trackerOf", () => {
  const bot = new Bot("1:a");
  bot.use(botTracker({ bot }));
  bot.command("pay", (ctx) => {
    void trackerOf<Events>(ctx).trackEvent("sale", { amount: 1 });
    // @ts-expect-error no such event
    void trackerOf<Events>(ctx).trackEvent("sold", { amount: 1 });
    return undefined;
  });
  const oldest = new OldestBot("1:a");
  oldest.use(botTracker({ bot: oldest }));
});

test("a bot of node-telegram-bot-api 1 is attached to with its own types", () => {
  const bot = {} as TelegramBot;
  const tracker = attach<Events>(bot);
  void tracker.forUser(42).trackEvent("sale", { amount: 1 });
  // @ts-expect-error the amount is missing
  void tracker.forUser(42).trackEvent("sale", {});
});

test("a MAX bot's handlers know the bot's events", () => {
  interface MyContext extends MaxContext, MaxFlavor<Events> {}
  const bot = new MaxBot<MyContext>("a");
  bot.use(maxTracker<Events>({ bot }));
  bot.on("bot_started", (ctx) => {
    void ctx.tracker.trackEvent("lesson", { number: 1 });
    // @ts-expect-error no such event
    void ctx.tracker.trackEvent("lessons", { number: 1 });
    expectTypeOf(ctx.tracker.start).toEqualTypeOf<{ payload: string } | undefined>();
    expectTypeOf(ctx.startPayload).toEqualTypeOf<string | null | undefined>();
  });
  bot.command("pay", (ctx) => void ctx.tracker.trackEvent("sale", { amount: 1500, result: "success" }));
  new MaxBot("a").use(maxTracker());
  expectTypeOf(startLink).returns.toEqualTypeOf<string>();
});
