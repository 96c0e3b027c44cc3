import { type RecordedRequest, type Sandbox, startSandbox } from "@bot-tracker/sandbox";
import { type BotHandle, type SimulatedUser, startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { test as base, describe, expect, vi } from "vitest";
import { GENEROUS } from "../support/generous.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { EXAMPLE_BOTS } from "./example-bots.ts";

const AD_CODE = "PJ1f0c2b7a94d";

interface Fixtures {
  sandbox: Sandbox;
  bot: BotHandle;
  anna: SimulatedUser;
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs off this pattern.
  sandbox: async ({}, use) => {
    const sandbox = await startSandbox();
    vi.stubEnv("BOT_TRACKER_SANDBOX", sandbox.url);
    vi.stubEnv("BOT_TRACKER_DIR", temporaryFolder());
    await use(sandbox);
    vi.unstubAllEnvs();
    await sandbox.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  bot: async ({}, use) => {
    const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs });
    await use(telegram.addBot());
    await telegram.close();
  },
  anna: async ({ bot }, use) => {
    await use(bot.user({ id: 501, first_name: "Анна", username: "anna" }));
  },
});

describe.each(EXAMPLE_BOTS)("the example bot on $name", ({ start, priceRub }) => {
  async function withBot(bot: BotHandle, env: object, talk: () => Promise<void>): Promise<void> {
    const running = start({ BOT_TOKEN: bot.token, TELEGRAM_API_URL: bot.apiRoot, ...env });
    await bot.waitForCall("getUpdates");
    await talk();
    await bot.waitUntilTaken();
    await running.stop();
    await running.finished;
  }

  test("reports a person's whole way: ad link, lesson, phone, payment, block", async ({ sandbox, bot, anna }) => {
    await withBot(bot, { PAYMENT_TOKEN: "381764678:TEST:1" }, async () => {
      anna.start(AD_CODE);
      await bot.waitForCall((call) => JSON.stringify(call.params).includes("lesson:1"));
      anna.press("lesson:1");
      await bot.waitForCall((call) => JSON.stringify(call.params).includes("request_contact"));
      anna.sendContact("+79161234567");
      anna.press("buy");
      const { params } = await bot.waitForCall("sendInvoice");
      const [{ amount }] = params.prices as [{ amount: number }];
      const payment = { currency: String(params.currency), total_amount: amount, payload: String(params.payload) };
      anna.checkOut(payment);
      await bot.waitForCall((call) => call.method === "answerPreCheckoutQuery" && asBoolean(call.params.ok));
      anna.pay(payment);
      await bot.waitUntilTaken();
      anna.block();
    });

    const told = sandbox.requests({ service: "tgtrack", accepted: true });
    expect(told.map(toTgtrackNews).sort()).toEqual(
      [
        `start by ${AD_CODE}`,
        "lesson success number=1",
        "goal phone",
        "goal checkout",
        `payment success ${priceRub} currency=RUB`,
        "stop",
      ].sort(),
    );
    expect(told.map((request) => request.userId)).toEqual(Array(6).fill("501"));
    expect(toHowUsedBotNews(sandbox)).toEqual({ start: 1, common: 4, lesson: 1, payment: 1, stop: 1 });
    expect(sandbox.requests().flatMap((request) => request.warnings)).toEqual([]);
  });

  test("counts a goal once, however often its button is pressed", async ({ sandbox, bot, anna }) => {
    await withBot(bot, {}, async () => {
      anna.start();
      anna.press("buy");
      anna.press("buy");
    });

    expect(sandbox.requests({ method: "send_reach_goal" })).toHaveLength(1);
  });

  test("sells for Telegram Stars without a payment provider", async ({ sandbox, bot, anna }) => {
    await withBot(bot, {}, async () => {
      anna.start();
      anna.press("buy");
      await bot.waitForCall("sendInvoice");
      anna.pay({ currency: "XTR", total_amount: 1, payload: "course" });
    });

    const [invoice] = bot.calls("sendInvoice");
    expect(invoice?.params).toMatchObject({ currency: "XTR" });
    expect(invoice?.answer).toMatchObject({ reply: { ok: true } });
    expect(sandbox.requests({ method: "add_event" }).map(toTgtrackNews)).toEqual(["payment success 1 currency=XTR"]);
  });

  test("answers whatever is said, and goes on when a reply meets a block", async ({ sandbox, bot, anna }) => {
    await withBot(bot, {}, async () => {
      vi.spyOn(console, "error").mockImplementation(() => undefined);
      const lift = bot.failSends(501, { code: 403 });
      anna.say("Здравствуйте");
      await bot.waitForCall((call) => call.chatId === 501);
      lift();
      anna.say("Вы здесь?");
      await bot.waitForCall((call) => call.chatId === 501, { count: 2 });
      vi.restoreAllMocks();
    });

    const replies = bot.calls((call) => call.chatId === 501);
    expect(replies.map((call) => call.answer)).toMatchObject([{ reply: { error_code: 403 } }, { reply: { ok: true } }]);
    expect(sandbox.requests({ service: "tgtrack" }).map(toTgtrackNews)).toEqual(["stop"]);
  });
});

/** What one request told TGTrack, in a few words. */
function toTgtrackNews({ method, body }: RecordedRequest): string {
  const told = body as {
    message?: { text: string };
    my_chat_member?: object;
    target?: string;
    event_type?: string;
    event_result?: string;
    amount?: number;
    labels?: { name: string; value: string }[];
  };
  if (method === "send_reach_goal") return `goal ${told.target}`;
  if (method === "my_bot_was_stopped" || told.my_chat_member) return "stop";
  if (told.message) return `start by ${told.message.text.split(" ")[1]}`;
  const labels = (told.labels ?? []).map(({ name, value }) => `${name}=${value}`);
  return [told.event_type, told.event_result, told.amount, ...labels].filter((part) => part !== undefined).join(" ");
}

function toHowUsedBotNews(sandbox: Sandbox): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { body } of sandbox.requests({ service: "howusedbot", accepted: true })) {
    const { event } = body as { event: string };
    counts[event] = (counts[event] ?? 0) + 1;
  }
  return counts;
}

/** node-telegram-bot-api sends forms, in which a boolean is a word. */
function asBoolean(value: unknown): boolean {
  return value === true || value === "true";
}
