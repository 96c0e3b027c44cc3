import "reflect-metadata";
import { startSandbox } from "@bot-tracker/sandbox";
import { type TrackerFlavor, tracker } from "@bot-tracker/telegraf";
import { startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { Module, type OnModuleInit } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { Ctx, getBotToken, On, Start, TelegrafModule, Update } from "nestjs-telegraf";
import type { Context, MiddlewareFn, Telegraf } from "telegraf";
import { expect, onTestFinished, test, vi } from "vitest";
import { GENEROUS } from "../support/generous.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

type BotContext = Context & TrackerFlavor;

test("in a provider's constructor the tracker sees everything", async () => {
  expect(await report({ place: "constructor" })).toEqual({
    told: ["1 add_event", "1 on_telegram_webhook", "2 my_bot_was_stopped", "2 on_telegram_webhook"],
    said: [],
  });
});

test("in onModuleInit handlers still have ctx.tracker, and one message says that it is late", async () => {
  expect(await report({ place: "onModuleInit" })).toEqual({
    told: ["1 add_event", "1 on_telegram_webhook", "2 my_bot_was_stopped", "2 on_telegram_webhook"],
    said: [expect.stringMatching(/after.*handlers/)],
  });
});

test("as one of the module's middlewares it misses a block that a broadcast finds, and says so", async () => {
  expect(await report({ place: "middlewares" })).toEqual({
    told: ["1 add_event", "1 on_telegram_webhook", "2 on_telegram_webhook"],
    said: [expect.stringMatching(/not given the bot.*broadcasts/)],
  });
});

/** Two people start, one handler tracks, and a broadcast meets somebody who has blocked the bot. */
async function report({ place }: { place: "constructor" | "onModuleInit" | "middlewares" }) {
  const sandbox = await startSandbox();
  const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs });
  onTestFinished(async () => {
    await telegram.close();
    await sandbox.close();
    vi.unstubAllEnvs();
  });
  const account = telegram.addBot();
  const said: string[] = [];
  const logger = { warn: (message: string) => said.push(message), error: (message: string) => said.push(message) };
  vi.stubEnv("BOT_TRACKER_SANDBOX", sandbox.url);
  const options = { dir: temporaryFolder(), logger };
  const middlewares = place === "middlewares" ? [tracker(options) as MiddlewareFn<Context>] : [];

  class Tracking implements OnModuleInit {
    readonly bot: Telegraf<BotContext>;
    constructor(bot: Telegraf<BotContext>) {
      this.bot = bot;
      if (place === "constructor") bot.use(tracker({ ...options, bot }));
    }
    onModuleInit(): void {
      if (place === "onModuleInit") this.bot.use(tracker({ ...options, bot: this.bot }));
    }
  }
  class Handlers {
    async start(ctx: BotContext): Promise<void> {
      await ctx.reply("Здравствуйте!");
    }
    async message(ctx: BotContext): Promise<void> {
      ctx.tracker.trackEvent("lesson", { number: 1 });
      await ctx.reply("Урок 1");
    }
  }
  decorate(Handlers, "start", Start());
  decorate(Handlers, "message", On("message"));
  Update()(Handlers);
  class App {}
  Module({
    imports: [
      TelegrafModule.forRoot({
        token: account.token,
        options: { telegram: { apiRoot: account.apiRoot } },
        middlewares,
      }),
    ],
    providers: [
      { provide: Tracking, useFactory: (bot: Telegraf<BotContext>) => new Tracking(bot), inject: [getBotToken()] },
      Handlers,
    ],
  })(App);

  const app = await NestFactory.createApplicationContext(App, { logger: false, abortOnError: false });
  await account.waitForCall("getUpdates");
  account.user({ id: 1, first_name: "Anna" }).start("PJ123");
  account.user({ id: 2, first_name: "Boris" }).start("PJ123");
  await account.waitForCall("sendMessage", { count: 2 });
  account.user({ id: 1, first_name: "Anna" }).say("a lesson, please");
  await account.waitForCall("sendMessage", { count: 3 });
  account.failSends(2, { code: 403 });
  const bot = app.get<Telegraf<BotContext>>(getBotToken());
  await bot.telegram.sendMessage(2, "News").catch(() => undefined);
  await sandbox.waitFor(
    { service: "tgtrack", accepted: true },
    { count: place === "middlewares" ? 3 : 4, ...GENEROUS },
  );
  await app.close();
  const told = sandbox.requests({ service: "tgtrack", accepted: true });
  return { told: told.map(({ userId, method }) => `${userId} ${method}`).sort(), said };
}

/** What `@Start() start(@Ctx() ctx)` compiles to. */
function decorate(type: { prototype: object }, name: string, listener: MethodDecorator): void {
  const { prototype } = type;
  listener(prototype, name, Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor);
  Ctx()(prototype, name, 0);
}
