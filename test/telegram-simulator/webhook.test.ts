import { describe, expect } from "vitest";
import { call, readBody, test } from "./simulator-test.ts";

const PERSON = { id: 7, first_name: "Anna" };

interface Push {
  updateId: number;
  body: string;
  secret: unknown;
}

async function readPush(request: Parameters<typeof readBody>[0]): Promise<Push> {
  const body = await readBody(request);
  const { update_id: updateId } = JSON.parse(body) as { update_id: number };
  return { updateId, body, secret: request.headers["x-telegram-bot-api-secret-token"] };
}

describe("a webhook", () => {
  test("gets each update byte for byte, with the secret, those that waited included", async ({ bot, listen }) => {
    const pushes: Push[] = [];
    const url = await listen(async (request, response) => {
      pushes.push(await readPush(request));
      response.end();
    });
    const texts = [
      '{"update_id":1, "message":{"chat":{"id":7}}}',
      '{"update_id":2,"message":{"chat":{"id":8},"n":1.0}}',
    ];
    bot.sendRawUpdate(texts[0] ?? "");
    expect(await call(bot, "setWebhook", { url, secret_token: "s3cret" })).toMatchObject({ ok: true, result: true });
    bot.sendRawUpdate(texts[1] ?? "");
    await bot.waitUntilTaken();
    expect(pushes.map(({ body }) => body).toSorted()).toEqual(texts);
    expect(new Set(pushes.map(({ secret }) => secret))).toEqual(new Set(["s3cret"]));
  });

  test("gets an update again until it answers 2xx, and the later ones of that chat only then", async ({
    bot,
    listen,
  }) => {
    const pushedIds: number[] = [];
    const url = await listen(async (request, response) => {
      pushedIds.push((await readPush(request)).updateId);
      response.writeHead(pushedIds.length < 4 ? 500 : 200).end();
    });
    await call(bot, "setWebhook", { url });
    const [first, second] = [bot.user(PERSON).say("one"), bot.user(PERSON).say("two")];
    await bot.waitUntilTaken();
    expect(pushedIds).toEqual([first, first, first, first, second]);
    const info = await call(bot, "getWebhookInfo");
    const last_error_message = "Wrong response from the webhook: 500 Internal Server Error";
    expect(info).toMatchObject({ result: { url, pending_update_count: 0, last_error_message } });
  });

  test("may get an unblock and the /start after it in either order: they wait in two queues", async ({
    bot,
    listen,
  }) => {
    const open: { body: string; finish: () => void }[] = [];
    const bothOpen = Promise.withResolvers<void>();
    const url = await listen(async (request, response) => {
      open.push({ body: await readBody(request), finish: () => response.end() });
      if (open.length === 2) bothOpen.resolve();
    });
    const anna = bot.user(PERSON);
    anna.block();
    await call(bot, "setWebhook", { url, drop_pending_updates: true });
    anna.start("ad");
    anna.say("later");
    await bothOpen.promise;
    const kinds = open.map(({ body }) => Object.keys(JSON.parse(body) as object)[1]);
    expect(kinds.toSorted()).toEqual(["message", "my_chat_member"]);
    expect(bot.pendingUpdates()).toBe(3);
    for (const push of open) push.finish();
  });

  test("may call a method in its answer, but no get method and none about the webhook", async ({ bot, listen }) => {
    const replies = [
      { method: "getMe" },
      { method: "deleteWebhook" },
      { method: "sendMessage", chat_id: PERSON.id, text: "hi" },
    ];
    const url = await listen((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(replies.shift()));
    });
    await call(bot, "setWebhook", { url });
    const anna = bot.user(PERSON);
    for (const text of ["one", "two", "three"]) anna.say(text);
    const sent = await bot.waitForCall("sendMessage");
    expect(sent).toMatchObject({ via: "webhook-reply", params: { text: "hi" }, chatId: PERSON.id });
    expect(anna.received()).toEqual([sent]);
    expect(bot.calls((made) => made.via === "webhook-reply")).toHaveLength(1);
  });

  test("calls nothing by an answer whose method no request could name", async ({ bot, listen }) => {
    const methods = ["send\nMessage", "x".repeat(65), bot.token, "", "sendMessage"];
    const url = await listen((_request, response) => {
      const reply = { method: methods.shift(), chat_id: PERSON.id, text: "hi" };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
    });
    await call(bot, "setWebhook", { url });
    while (methods.length > 0) {
      bot.user(PERSON).say("hi");
      await bot.waitUntilTaken();
    }
    const replies = bot.calls(({ via }) => via === "webhook-reply");
    expect(replies.map(({ method }) => method)).toEqual(["sendMessage"]);
  });

  test("is followed nowhere: an answer that sends elsewhere is a wrong one, and the update comes again", async ({
    bot,
    listen,
  }) => {
    const paths: (string | undefined)[] = [];
    const url = await listen((request, response) => {
      paths.push(request.url);
      if (paths.length === 1) response.writeHead(307, { location: "/elsewhere" });
      response.end();
    });
    await call(bot, "setWebhook", { url });
    bot.user(PERSON).say("hi");
    await bot.waitUntilTaken();
    expect(paths).toEqual(["/", "/"]);
    const last_error_message = "Wrong response from the webhook: 307 Temporary Redirect";
    expect(await call(bot, "getWebhookInfo")).toMatchObject({ result: { last_error_message } });
  });

  test("gets nothing more once it is deleted; drop_pending_updates forgets what waited", async ({ bot, listen }) => {
    let pushCount = 0;
    const url = await listen((_request, response) => {
      pushCount += 1;
      response.end();
    });
    await call(bot, "setWebhook", { url });
    expect(await call(bot, "deleteWebhook")).toMatchObject({ description: "Webhook was deleted" });
    bot.user(PERSON).say("hi");
    expect(bot.pendingUpdates()).toBe(1);
    expect(await call(bot, "deleteWebhook", { drop_pending_updates: true })).toMatchObject({ ok: true });
    expect(bot.pendingUpdates()).toBe(0);
    expect(pushCount).toBe(0);
  });

  test("set again with the same settings is not pushed twice what is under way", async ({ bot, listen }) => {
    const finishers: (() => void)[] = [];
    const arrived = Promise.withResolvers<void>();
    const url = await listen((_request, response) => {
      finishers.push(() => response.end());
      arrived.resolve();
    });
    await call(bot, "setWebhook", { url });
    bot.user(PERSON).say("hi");
    await arrived.promise;
    await call(bot, "setWebhook", { url });
    for (const finish of finishers) finish();
    await bot.waitUntilTaken();
    expect(finishers).toHaveLength(1);
  });
});
