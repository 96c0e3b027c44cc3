import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { MemoryOutbox, type WebhookOptions, webhook } from "@bot-tracker/core";
import { Bot, webhookCallback } from "grammy";
import { expect, onTestFinished, test } from "vitest";
import { RecordingServer } from "../../../support/recording-server.ts";
import { TrackerHarness } from "../../../support/tracker-harness.ts";
import {
  BOT,
  callbackQuery,
  DATE,
  myChatMember,
  privateMessage,
  privateStart,
  USER_ID,
} from "../../../support/updates.ts";

const SECRET = "token_of-the-receiver-1234";

const telegramForm = (url: string, options: Partial<WebhookOptions> = {}) =>
  webhook({ url, updates: true, form: "telegram", ...options });

async function setUp(options: Partial<WebhookOptions> = {}) {
  const server = await RecordingServer.start();
  onTestFinished(() => server.close());
  server.answer = { status: 200, body: "" };
  const harness = await TrackerHarness.start({
    only: "own",
    options: { destinations: [telegramForm(`${server.url}/hook`, options)] },
  });
  onTestFinished(() => harness[Symbol.asyncDispose]());
  return { server, harness };
}

const UPDATES = [
  privateStart({ updateId: 1, payload: "adA" }),
  privateMessage({ updateId: 2, text: 'Привет, "мир" \u2028 </script>' }),
  callbackQuery({ updateId: 3 }),
  { update_id: 5, some_future_kind: { deep: [1, 2, { three: null }] } },
];

test("each update is one request whose body is the update, text for text, with Telegram's secret header", async () => {
  const { server, harness } = await setUp({ secret: SECRET, headers: { "X-Own": "1" } });
  for (const update of UPDATES) harness.tracker.handleUpdate(update);
  await harness.tracker.flush();
  expect(server.requests.map(({ body }) => body)).toEqual(UPDATES.map((update) => JSON.stringify(update)));
  for (const { method, path, headers } of server.requests) {
    expect([method, path]).toEqual(["POST", "/hook"]);
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "x-telegram-bot-api-secret-token": SECRET,
      "x-own": "1",
    });
    expect(headers).not.toHaveProperty("bot-tracker-signature");
  }
});

test("without a secret there is no such header, and nothing waits for company", async () => {
  const { server, harness } = await setUp();
  harness.tracker.handleUpdate(privateMessage({ updateId: 1 }));
  await harness.happened(({ kind }) => kind === "delivered");
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]?.headers).not.toHaveProperty("x-telegram-bot-api-secret-token");
});

test("updates are posted one after another, so that those of a chat arrive in their order", async () => {
  const { server, harness } = await setUp();
  let open = 0;
  let most = 0;
  server.answer = (_request, response) => {
    most = Math.max(most, ++open);
    setImmediate(() => {
      open--;
      response.writeHead(200).end();
    });
  };
  for (let id = 1; id <= 30; id++) harness.tracker.handleUpdate(privateMessage({ updateId: id }));
  await harness.tracker.flush();
  expect(server.requests.map(({ body }) => JSON.parse(body).update_id)).toEqual(
    Array.from({ length: 30 }, (_, index) => index + 1),
  );
  expect(most).toBe(1);
});

test("an update that failed is posted again, one that the receiver refuses is kept among the dead letters", async () => {
  const { server, harness } = await setUp({ secret: SECRET });
  server.nextAnswers.push({ status: 502, body: "" }, { status: 400, body: `bad ${SECRET}` });
  harness.tracker.handleUpdate(privateMessage({ updateId: 1 }));
  await harness.settle();
  expect(harness.tracker.ledger().webhook).toMatchObject({ accepted: 1, dead: 1, pending: 0 });
  const [letter] = await harness.tracker.dead.list();
  expect(letter).toMatchObject({ method: "update", reason: { code: 400 } });
  await harness.tracker.dead.retry(letter?.id ?? "");
  await harness.settle();
  expect(new Set(server.requests.map(({ body }) => body)).size).toBe(1);
  expect(server.requests).toHaveLength(3);
  expect(harness.messages.join()).not.toContain(SECRET);
});

test("what an earlier form left in the outbox is no update, and is never posted as one", async () => {
  const outbox = new MemoryOutbox("x");
  const server = await RecordingServer.start();
  onTestFinished(() => server.close());
  server.answer = { status: 200, body: "" };
  const body = JSON.stringify({ type: "start", userId: String(USER_ID), date: DATE });
  const left = { destination: "webhook", method: "start", body, class: "start" as const, userId: String(USER_ID) };
  const times = { createdAtMs: DATE * 1000, expiresAtMs: DATE * 1000 + 86_400_000 };
  outbox.put(
    { items: [{ kind: "deliver", delivery: { ...left, ...times, dedupeKeys: [], onLostAnswer: "resend" } }] },
    DATE * 1000,
  );
  const options = { outbox, destinations: [telegramForm(server.url)] };
  await using harness = await TrackerHarness.start({ only: "own", options });
  harness.tracker.handleUpdate(privateMessage({ updateId: 7 }));
  await harness.settle();
  expect(server.requests.map(({ body: sent }) => JSON.parse(sent).update_id)).toEqual([7]);
  expect(await harness.tracker.dead.list()).toMatchObject([{ reason: { code: "no-update" } }]);
});

test("grammY's own webhook takes it for Telegram, and keeps waiting what comes with another secret", async () => {
  const seen: string[] = [];
  const receiver = new Bot("1:receiver", { botInfo: { ...BOT, ...CAPABILITIES, is_bot: true } });
  receiver.command("start", (ctx) => void seen.push(`start ${ctx.match}`));
  receiver.on("message:text", (ctx) => void seen.push(ctx.msg.text));
  receiver.on("my_chat_member", (ctx) => void seen.push(ctx.myChatMember.new_chat_member.status));
  const server = createServer(webhookCallback(receiver, "http", { secretToken: SECRET }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => server.closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const named = (name: string, secret: string) => telegramForm(url, { name, secret });
  const destinations = [named("right", SECRET), named("wrong", "another_secret-1234")];
  await using harness = await TrackerHarness.start({ only: "own", options: { destinations } });
  harness.tracker.handleUpdate(privateStart({ updateId: 1, payload: "adA" }));
  harness.tracker.handleUpdate(privateMessage({ updateId: 2, text: "hello" }));
  harness.tracker.handleUpdate(myChatMember({ updateId: 3, date: DATE + 60 }));
  await harness.happened(() => harness.tracker.ledger().right?.delivered === 3);
  await harness.happened((event) => event.kind === "held" && event.destination === "wrong");
  expect(seen.toSorted()).toEqual(["hello", "kicked", "start adA"]);
  expect(harness.tracker.ledger()).toMatchObject({
    right: { delivered: 3, pending: 0, dead: 0 },
    wrong: { delivered: 0, pending: 3, dead: 0 },
  });
});

const CAPABILITIES = {
  username: "receiver_bot",
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
  can_manage_bots: false,
  supports_join_request_queries: false,
};
