import { execFile } from "node:child_process";
import type { IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startTelegramSimulator, type TelegramSimulatorOptions } from "@bot-tracker/telegram-simulator";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { type BodyOutcome, BodyReader } from "../../packages/telegram-simulator/src/server/read-body.ts";
import { respond } from "../../packages/telegram-simulator/src/server/respond.ts";
import { KeptBytes } from "../../packages/telegram-simulator/src/support/kept-bytes.ts";
import { call, test, updateIds } from "./simulator-test.ts";

const MIB = 1024 * 1024;
const PERSON = { id: 7, first_name: "Anna" };

describe("what is kept", () => {
  test("stays within its bytes, whatever comes: the oldest goes first, and what left by itself counts no more", () => {
    const steps = fc.array(fc.record({ bytes: fc.nat(100), releases: fc.boolean() }), { maxLength: 3_000 });
    fc.assert(
      fc.property(steps, (entries) => {
        const kept = new KeptBytes(500);
        const held: { index: number; bytes: number }[] = [];
        for (const [index, { bytes, releases }] of entries.entries()) {
          held.push({ index, bytes });
          const release = kept.add(bytes, () => {
            expect(held[0]?.index).toBe(held.shift()?.index);
          });
          if (releases) {
            release();
            held.splice(
              held.findIndex((entry) => entry.index === index),
              1,
            );
          }
          expect(kept.bytes).toBe(held.reduce((sum, entry) => sum + entry.bytes, 0));
          expect(kept.bytes).toBeLessThanOrEqual(500);
        }
      }),
    );
  });

  test("are the latest calls and updates; an update that has to go is told of and no longer waits", async () => {
    await using telegram = await startTelegramSimulator({ maxBytes: MIB, firstId: 1 });
    const bot = telegram.addBot();
    const dropped: number[] = [];
    telegram.subscribe((event) => event.kind === "dropped" && dropped.push(event.updateId));
    const anna = bot.user(PERSON);
    const text = "x".repeat(4_000);
    for (let count = 0; count < 200; count += 1) anna.say(text);
    expect(dropped[0]).toBe(1);
    expect(bot.pendingUpdates()).toBe(200 - dropped.length);
    expect(bot.pendingUpdates()).toBeGreaterThan(50);
    expect(() => bot.redeliver(1)).toThrow("Expected the id of an update sent earlier");
    const oldest = dropped.length + 1;
    const [first] = updateIds(await call(bot, "getUpdates", { limit: 1 }));
    // The call has to be kept as well.
    expect([oldest, oldest + 1]).toContain(first);
    for (let count = 0; count < 200; count += 1) await call(bot, "sendMessage", { chat_id: 7, text });
    expect(bot.calls("sendMessage").length).toBeLessThan(100);
    expect(anna.received().at(-1)?.params.text).toBe(text);
    expect(bot.pendingUpdates()).toBe(0);
  });

  test("is within the memory of a small machine after a flood of rubbish in every field", async () => {
    const program = fileURLToPath(new URL("flood.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ["--max-old-space-size=256", program], {
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    expect(stdout).toContain("still answers");
  });
});

describe("a request", () => {
  test("is refused with 413 where its body is longer than any call, and an upload where Telegram's limit is", async ({
    bot,
  }) => {
    const url = `${bot.apiRoot}/bot${bot.token}/sendDocument`;
    const json = { method: "POST", headers: { "content-type": "application/json" }, body: `"${"x".repeat(MIB)}"` };
    expect(await statusOrHangUp(url, json)).toBe(413);
    expect(await statusOrHangUp(url, { method: "POST", body: uploadOf(51 * MIB) })).toBe(413);
    expect(await statusOrHangUp(url, { method: "POST", body: uploadOf(20 * MIB) })).toBe(200);
    expect(bot.calls()).toMatchObject([{ params: { document: { file: "a.bin", bytes: 20 * MIB } } }]);
  });

  test("is not read while latencyMs passes: what is held of bodies stays bounded", async ({ listen }) => {
    const readAt = Promise.withResolvers<number>();
    class WatchedReader extends BodyReader {
      override read(request: IncomingMessage): Promise<BodyOutcome> {
        readAt.resolve(performance.now());
        return super.read(request);
      }
    }
    const options = { bodies: new WatchedReader(), names: { host: "127.0.0.1", allowed: [] }, latencyMs: 100 };
    const url = await listen((request, response) => {
      void respond(request, response, { ...options, findBot: () => undefined });
    });
    const startedAt = performance.now();
    expect((await fetch(`${url}bot1:abc/sendMessage`, { method: "POST", body: "x" })).status).toBe(401);
    expect((await readAt.promise) - startedAt).toBeGreaterThanOrEqual(95);
  });

  test("is refused with 400 where it is nested too deep, has too many fields or is cut off", async ({ bot }) => {
    const url = `${bot.apiRoot}/bot${bot.token}/sendMessage`;
    const deep = `{"chat_id":7,"text":"hi","x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const multipart = (body: string) => ({ headers: { "content-type": "multipart/form-data; boundary=b" }, body });
    const field = '--b\r\ncontent-disposition:form-data; name="x"\r\n\r\n1\r\n';
    const requests = [
      { headers: { "content-type": "application/json" }, body: deep },
      { headers: { "content-type": "application/json" }, body: "[]" },
      { headers: { "content-type": "text/plain" }, body: "chat_id=7" },
      multipart(`${field.repeat(201)}--b--`),
      multipart(field),
      multipart(`--b\r\n${"a: b\r\n".repeat(5_000)}\r\n1\r\n--b--`),
      multipart("--b\r\ncontent-disposition:form-data\r\n\r\n1\r\n--b--"),
      { headers: { "content-type": "multipart/form-data" }, body: field },
    ];
    for (const request of requests) expect((await fetch(url, { method: "POST", ...request })).status).toBe(400);
    expect(await call(bot, "sendMessage", { chat_id: 7, text: "hi" })).toMatchObject({ ok: true });
  });

  test("to send what Telegram would find too long is refused in its words", async ({ bot }) => {
    const send = (params: object) => call(bot, "sendPhoto", { chat_id: 7, photo: "id", ...params });
    expect(await call(bot, "sendMessage", { chat_id: 7, text: "x".repeat(4_096) })).toMatchObject({ ok: true });
    const long = await call(bot, "sendMessage", { chat_id: 7, text: "x".repeat(4_097) });
    expect(long).toMatchObject({ error_code: 400, description: "Bad Request: message is too long" });
    const caption = await send({ caption: "x".repeat(1_025) });
    expect(caption).toMatchObject({ error_code: 400, description: "Bad Request: message caption is too long" });
  });

  test("to set a webhook that is no address, or a secret that is no header, is refused with 400", async ({ bot }) => {
    for (const url of ["nowhere", "file:///etc/passwd", "javascript:1", `http://127.0.0.1/${"x".repeat(2_100)}`]) {
      expect(await call(bot, "setWebhook", { url })).toMatchObject({ error_code: 400 });
    }
    const secret = { url: "http://127.0.0.1:1/", secret_token: "a\r\nb: c" };
    expect(await call(bot, "setWebhook", secret)).toMatchObject({ error_code: 400 });
    expect(await call(bot, "getWebhookInfo")).toMatchObject({ result: { url: "" } });
  });
});

describe("a webhook's answer", () => {
  test("that never ends, or asks for a pause of a thousand years, hurts nobody", async ({ bot, listen }) => {
    let count = 0;
    const url = await listen((_request, response) => {
      count += 1;
      if (count > 1) return void response.end();
      response.writeHead(200, { "content-type": "application/json" });
      const write = (): void => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
        if (!response.destroyed) response.once("drain", write);
      };
      write();
    });
    await call(bot, "setWebhook", { url });
    bot.user(PERSON).say("hi");
    await bot.waitUntilTaken();
    expect(count).toBe(2);
  });
});

describe("a number or a text", () => {
  const bad: [string, TelegramSimulatorOptions][] = [
    ["port", { port: 65_536 }],
    ["port", { port: -1 }],
    ["latencyMs", { latencyMs: Number.NaN }],
    ["webhookRetryDelayMs", { webhookRetryDelayMs: 0 }],
    ["webhookMaxRetryDelayMs", { webhookMaxRetryDelayMs: Number.POSITIVE_INFINITY }],
    ["webhookTimeoutMs", { webhookTimeoutMs: 2 ** 31 }],
    ["waitTimeoutMs", { waitTimeoutMs: 1.5 }],
    ["maxBytes", { maxBytes: 0 }],
    ["firstId", { firstId: 2 ** 31 }],
    ["host", { host: "" }],
    ["allowedHosts", { allowedHosts: ["a b"] }],
    ["onUnknownToken", { onUnknownToken: "yes" as "refuse" }],
    ["onToken", { onToken: "7:abc" as never }],
    ["nowMs", { nowMs: 1_700_000_000_000 as never }],
  ];

  test.for(bad)("of an option has a range, which the error says: %s", async ([name, options]) => {
    await expect(startTelegramSimulator(options)).rejects.toThrow(new RegExp(`^Expected ${name} to be `));
  });

  test("of a person, of what they do and of a fault has a range, which the error says", async ({ bot }) => {
    const anna = bot.user(PERSON);
    const payment = { currency: "RUB", total_amount: 100, payload: "course" };
    const mistakes: (() => unknown)[] = [
      () => bot.user({ id: 0, first_name: "A" }),
      () => bot.user({ id: 2 ** 53, first_name: "A" }),
      () => bot.user({ id: 8, first_name: "" }),
      () => bot.user({ id: 8, first_name: "x".repeat(1_000_000) }),
      () => bot.user({ id: 8, first_name: "A", username: "x".repeat(65) }),
      () => anna.say(""),
      () => anna.say("x".repeat(4_097)),
      () => anna.start("x".repeat(4_096)),
      () => anna.press("x".repeat(257)),
      () => anna.sendContact("1".repeat(33)),
      () => anna.checkOut({ ...payment, total_amount: -1 }),
      () => anna.pay({ ...payment, total_amount: 0.5 }),
      () => anna.pay({ ...payment, currency: "" }),
      () => bot.sendRawUpdate(`{"update_id":1,"message":"${"x".repeat(MIB)}"}`),
      () => bot.sendRawUpdate(`{"update_id":1,"message":${"[".repeat(1_000)}${"]".repeat(1_000)}}`),
      () => bot.failSends(7, { code: 200 }),
      () => bot.failSends(7, { code: 429, retryAfter: 1e9 }),
      () => bot.failSends(7, { code: 403 }, { times: 0 }),
    ];
    for (const mistake of mistakes) {
      expect(mistake).toThrow(RangeError);
      expect(mistake).toThrow(/^Expected .{10,140}$/);
    }
    await expect(bot.waitForCall("getMe", { timeoutMs: 2 ** 31 })).rejects.toThrow(RangeError);
    await expect(bot.waitForCall("getMe", { count: 0 })).rejects.toThrow(RangeError);
    await expect(bot.waitUntilTaken({ timeoutMs: -1 })).rejects.toThrow(RangeError);
    expect(bot.pendingUpdates()).toBe(0);
  });

  test("of getUpdates is brought into its range, as on Telegram", async ({ bot }) => {
    bot.user(PERSON).say("hi");
    for (const params of [{ limit: -5 }, { limit: 1e9 }, { timeout: 1e300 }, { offset: "x" }, { limit: {} }]) {
      expect(updateIds(await call(bot, "getUpdates", params))).toHaveLength(1);
    }
  });
});

function uploadOf(bytes: number): FormData {
  const form = new FormData();
  form.set("chat_id", "7");
  form.set("document", new Blob([new Uint8Array(bytes)]), "a.bin");
  return form;
}

/** The status, or 413 where the server hung up while the client was still sending, which it may not be able to read. */
async function statusOrHangUp(url: string, init: RequestInit): Promise<number> {
  try {
    return (await fetch(url, init)).status;
  } catch {
    return 413;
  }
}
