import { type TrackerFlavor, tracker } from "@bot-tracker/grammy";
import {
  type Conversation,
  type ConversationFlavor,
  conversations,
  createConversation,
} from "@grammyjs/conversations-1";
import { Bot, type Context, type SessionFlavor, type StorageAdapter, session } from "grammy";
import { expect } from "vitest";
import { GENEROUS } from "../support/generous.ts";
import { test } from "./conformance-test.ts";

type MyContext = Context & TrackerFlavor & SessionFlavor<object> & ConversationFlavor;

/** Keeps sessions as a database does: as text. */
function textStorage<T>(): StorageAdapter<T> {
  const kept = new Map<string, string>();
  return {
    read: (key) => JSON.parse(kept.get(key) ?? "null") ?? undefined,
    write: (key, value) => void kept.set(key, JSON.stringify(value)),
    delete: (key) => void kept.delete(key),
  };
}

test("counts each call of a conversation of grammY's plugin 1.x once, whose contexts are made anew from text", async ({
  account,
  options,
  sandbox,
}) => {
  let replays = 0;
  const failures: unknown[] = [];
  async function order(conversation: Conversation<MyContext>, ctx: MyContext) {
    try {
      replays += 1;
      void ctx.tracker.trackEvent("order_begun");
      for (const dish of [1, 2, 3]) {
        const answer = await conversation.waitFor("message:text");
        void answer.tracker.trackEvent("dish", { dish });
      }
      void ctx.tracker.trackEvent("order_done");
    } catch (error) {
      failures.push(error);
    }
  }

  const bot = new Bot<MyContext>(account.token, { client: { apiRoot: account.apiRoot } });
  const middleware = tracker({ ...options, bot });
  bot.use(middleware);
  bot.use(session({ initial: () => ({}), storage: textStorage<object>() }));
  bot.use(conversations());
  bot.use(createConversation(order));
  bot.command("start", (ctx) => ctx.conversation.enter("order"));
  const ended = bot.start();

  const anna = account.user({ id: 42, first_name: "Anna" });
  anna.start("ad_1");
  for (const text of ["one", "two", "three"]) anna.say(text);
  await account.waitUntilTaken();
  const events = await sandbox.waitFor({ method: "add_event" }, { count: 5, ...GENEROUS });
  await Promise.all([bot.stop(), ended]);

  expect(failures).toEqual([]);
  expect(replays).toBe(4);
  const labels = events.map(({ body }) => {
    const { event_type: name, labels: [label] = [] } = body as { event_type: string; labels?: { value: string }[] };
    return [name, label?.value].filter(Boolean).join(" ");
  });
  expect(labels.sort()).toEqual(["dish 1", "dish 2", "dish 3", "order_begun", "order_done"]);
  expect(middleware.tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 6, delivered: 6 });
});
