import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, startSandbox, type TrackingLink } from "@bot-tracker/sandbox";
import {
  type ApiCall,
  type BotHandle,
  type SimulatedUser,
  startTelegramSimulator,
} from "@bot-tracker/telegram-simulator";
import { EXAMPLE_BOTS, type ExampleBot } from "../../examples/example-bots.ts";
import { GENEROUS } from "../../support/generous.ts";
import { SCRIPT } from "./school-month.ts";

/** The ad that brings whoever pays, and the one that brings who blocks the bot. */
export const VK: TrackingLink = { code: "PJ9b30d55e61c", name: "VK Реклама", utm: { source: "vk", medium: "cpc" } };
export const YANDEX: TrackingLink = { code: "PJ4e81c07a2f9", name: "Яндекс.Директ", utm: { source: "yandex" } };

/** One of the example bots, as it runs. */
export interface PlayedBot extends ExampleBot {
  bot: BotHandle;
  /** Its key at both services. */
  key: string;
  user(id: number, first_name: string): SimulatedUser;
}

/** Three example bots that talk to people in a simulated Telegram and report to a sandbox. */
export interface Story extends AsyncDisposable {
  sandbox: Sandbox;
  bots: readonly PlayedBot[];
}

/**
 * At each bot three people come: Anna by the ad of VK, who takes the lesson, leaves a phone and pays; Boris by the ad
 * of Yandex, who blocks the bot; and somebody without an ad whose name is a script. All of it has arrived.
 */
export async function playStory(): Promise<Story> {
  const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs });
  const keys = EXAMPLE_BOTS.map(({ name }) => `story-${name}`);
  const sandbox = await startSandbox({ keys, links: [VK, YANDEX] });
  const folder = mkdtempSync(join(tmpdir(), "bot-tracker-story-"));
  const running: ReturnType<ExampleBot["start"]>[] = [];
  const bots = EXAMPLE_BOTS.map((example, index): PlayedBot => {
    const bot = telegram.addBot();
    const key = `story-${example.name}`;
    // A tracker reads these when it is made, so each bot finds its own.
    Object.assign(process.env, {
      BOT_TRACKER_SANDBOX: sandbox.url,
      BOT_TRACKER_DIR: join(folder, String(index)),
      TGTRACK_API_KEY: key,
      HOWUSEDBOT_API_TOKEN: key,
    });
    const env = { BOT_TOKEN: bot.token, TELEGRAM_API_URL: bot.apiRoot, PAYMENT_TOKEN: "381764678:TEST:1" };
    running.push(example.start(env));
    const user = (id: number, first_name: string) => bot.user({ id: (index + 1) * 1_000 + id, first_name });
    return { ...example, bot, key, user };
  });
  for (const name of ["BOT_TRACKER_SANDBOX", "TGTRACK_API_KEY", "HOWUSEDBOT_API_TOKEN"]) delete process.env[name];
  await Promise.all(bots.map(playPeople));
  await Promise.all(
    bots.map(async ({ key }) => {
      await sandbox.waitFor({ service: "tgtrack", key, accepted: true }, { count: TOLD.tgtrack, ...GENEROUS });
      await sandbox.waitFor({ service: "howusedbot", key, accepted: true }, { count: TOLD.howUsedBot, ...GENEROUS });
    }),
  );
  return {
    sandbox,
    bots,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(running.map(async (one) => [await one.stop(), await one.finished]));
      await telegram.close();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What one bot's people make it tell: 3 starts, lesson, 2 goals, payment and block; and 3 starts, lesson, payment, block and 4 uses. */
export const TOLD = { tgtrack: 8, howUsedBot: 10 };
/** Of what HowUsedBot is told: uses without a name of their own. */
export const MERE_USES = 4;

async function playPeople({ bot, user }: PlayedBot): Promise<void> {
  await bot.waitForCall("getUpdates");
  const [anna, boris, script] = [user(1, "Анна"), user(2, "Борис"), user(3, SCRIPT)];
  anna.start(VK.code);
  boris.start(YANDEX.code);
  script.start();
  const isLesson = (call: ApiCall) =>
    call.chatId === anna.profile.id && JSON.stringify(call.params).includes("lesson:1");
  await bot.waitForCall(isLesson);
  anna.press("lesson:1");
  await bot.waitForCall((call) => JSON.stringify(call.params).includes("request_contact"));
  anna.sendContact("+79161234567");
  anna.press("buy");
  const { params } = await bot.waitForCall("sendInvoice");
  const [{ amount } = { amount: 0 }] = params.prices as { amount: number }[];
  anna.pay({ currency: String(params.currency), total_amount: amount, payload: String(params.payload) });
  await bot.waitUntilTaken();
  boris.block();
  await bot.waitUntilTaken();
}
