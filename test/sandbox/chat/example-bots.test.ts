import { describe, expect, vi } from "vitest";
import type { ChatPerson, ConversationReply, PersonAction } from "../../../packages/sandbox/src/wire/chat.ts";
import { EXAMPLE_BOTS, type ExampleBot } from "../../examples/example-bots.ts";
import { GENEROUS } from "../../support/generous.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { BOT, type ChatSandbox, TOKEN, test } from "./chat-test.ts";

const AD = "PJ4e81c07a2f9";

async function withBot(chat: ChatSandbox, example: ExampleBot, talk: () => Promise<void>): Promise<void> {
  vi.stubEnv("BOT_TRACKER_SANDBOX", chat.url);
  vi.stubEnv("BOT_TRACKER_DIR", temporaryFolder());
  const env = { BOT_TOKEN: TOKEN, TELEGRAM_API_URL: chat.telegramUrl, PAYMENT_TOKEN: "381764678:TEST:1" };
  const running = example.start(env);
  vi.unstubAllEnvs();
  await talk();
  await running.stop();
  await running.finished;
}

/** What the bot offers last that can be pressed. */
async function pressLast(chat: ChatSandbox, person: ChatPerson, button: RegExp): Promise<void> {
  const action = await vi.waitUntil(
    async () => {
      const { messages } = await chat.conversation(person);
      for (const { messageId, buttons, content } of messages.toReversed()) {
        if (messageId === null) continue;
        if (content.kind === "invoice" && button.test("pay")) return { kind: "pay", messageId } satisfies PersonAction;
        for (const [row, inRow] of buttons.entries()) {
          const column = inRow.findIndex((each) => each.kind === "callback" && button.test(each.data));
          if (column >= 0) return { kind: "press", messageId, row, column } satisfies PersonAction;
        }
      }
      return undefined;
    },
    { timeout: GENEROUS.timeoutMs },
  );
  await chat.act(person, action);
}

function told({ updates }: ConversationReply): Record<string, string[]> {
  const entries = updates.toReversed().map(({ updateKind, gist, text, requests }) => {
    const data = /"data":"([^"]+)"/.exec(text)?.[1];
    const said = requests.map(({ service, method, summary, tie }) => {
      const what = summary?.find(({ name }) => ["event", "event_type", "target"].includes(name))?.value ?? "update";
      return `${service} ${method} ${what} (${tie})`;
    });
    return [`${updateKind} ${data ?? gist}`, said.toSorted()] as const;
  });
  return Object.fromEntries(entries);
}

describe.for(EXAMPLE_BOTS)("the example bot on $name, as it is", (example) => {
  test("talks in the chat, which shows what each update led to", async ({ chat }) => {
    const person = await chat.addPerson();
    await withBot(chat, example, async () => {
      await chat.act(person, { kind: "start", payload: AD });
      await pressLast(chat, person, /^lesson:1$/);
      await pressLast(chat, person, /^buy$/);
      await pressLast(chat, person, /^pay$/);
      // After the bot's thanks, which a block would make fail.
      await vi.waitUntil(
        async () => {
          const { messages } = await chat.conversation(person);
          const paid = messages.findIndex(({ content }) => content.kind === "paid");
          return paid >= 0 && paid < messages.length - 1;
        },
        { timeout: GENEROUS.timeoutMs },
      );
      await chat.act(person, { kind: "block" });
      // 5 for TGTrack: the start, the lesson, the goal, the payment, the stop; 7 for HowUsedBot.
      await chat.sandbox.waitFor({ accepted: true }, { count: 12, timeoutMs: GENEROUS.timeoutMs });
    });

    const reply = await chat.conversation(person);
    const sum = `${example.priceRub} RUB`;
    expect(told(reply)).toEqual({
      [`message /start ${AD}`]: ["howusedbot event start (said)", "tgtrack on_telegram_webhook update (certain)"],
      "callback_query lesson:1": [
        "howusedbot event common (said)",
        "howusedbot event lesson (time)",
        "tgtrack add_event lesson (time)",
      ],
      "callback_query buy": ["howusedbot event common (said)", "tgtrack send_reach_goal checkout (time)"],
      [`pre_checkout_query ${sum}`]: [],
      [`message ${sum}`]: [
        "howusedbot event common (said)",
        "howusedbot event payment (time)",
        "tgtrack add_event payment (time)",
      ],
      "my_chat_member member → kicked": [
        "howusedbot event stop (said)",
        "tgtrack on_telegram_webhook update (certain)",
      ],
    });
    expect(reply.others).toEqual([]);
  });
});

describe("an ad that brings people", () => {
  test("makes them start with its payload; some write, some block the bot, a few pay", async ({ startChat }) => {
    const chat = await startChat({ limits: "none" });
    const [example] = EXAMPLE_BOTS as [ExampleBot];
    await withBot(chat, example, async () => {
      await vi.waitUntil(async () => (await chat.chat()).bot !== null, { timeout: GENEROUS.timeoutMs });
      const asked = { bot: BOT, payload: AD, people: 20, seconds: 1 };
      expect((await chat.ask("POST", "/api/chat/crowd", asked)).status).toBe(201);
      expect((await chat.ask("POST", "/api/chat/crowd", asked)).status).toBe(400);
      await vi.waitUntil(async () => (await chat.chat()).crowd?.state === "done", { timeout: GENEROUS.timeoutMs });
      const isStart = ({ bodyText }: { bodyText: string }) => bodyText.includes(`/start ${AD}`);
      await chat.sandbox.waitFor(isStart, { count: 20, timeoutMs: GENEROUS.timeoutMs });
    });

    const { crowd, people } = await chat.chat();
    expect(crowd).toMatchObject({ people: 20, started: 20, wrote: 6, blocked: 4, paid: 2 });
    expect(people.filter(({ state }) => state === "blocked")).toHaveLength(4);
  });

  test("can be cancelled: who has come stays", async ({ chat }) => {
    await chat.ask("POST", "/api/chat/crowd", { bot: BOT, payload: AD, people: 200, seconds: 600 });
    await vi.waitUntil(async () => (await chat.chat()).people.length > 0, { timeout: GENEROUS.timeoutMs });
    expect((await chat.ask("DELETE", "/api/chat/crowd")).status).toBe(204);
    const { people, crowd } = await chat.chat();
    expect(crowd?.state).toBe("cancelled");
    expect(people).not.toEqual([]);
  });
});
