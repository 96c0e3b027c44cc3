import { request } from "node:http";
import { startTelegramSimulator, type TelegramSimulatorOptions } from "@bot-tracker/telegram-simulator";
import { describe, expect } from "vitest";
import { test } from "./simulator-test.ts";

/** The status of a call to getMe with these headers. `fetch` would set some of them itself. */
function statusWith(apiRoot: string, token: string, headers: Record<string, string>): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  request(`${apiRoot}/bot${token}/getMe`, { headers }, (response) => {
    response.resume();
    resolve(response.statusCode);
  })
    .on("error", reject)
    .end();
  return promise;
}

async function statusAt(options: TelegramSimulatorOptions, host: string): Promise<number | undefined> {
  await using telegram = await startTelegramSimulator(options);
  return await statusWith(telegram.apiRoot, telegram.addBot().token, { host });
}

describe("a request from a web page", () => {
  test.for([
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "http://127.0.0.1", "sec-fetch-site": "same-origin" },
  ])("is refused with 403 and recorded nowhere: %o", async (headers, { bot }) => {
    expect(await statusWith(bot.apiRoot, bot.token, headers)).toBe(403);
    expect(bot.calls()).toEqual([]);
  });

  test("makes no bot either", async () => {
    await using telegram = await startTelegramSimulator({ onUnknownToken: "add-bot" });
    expect(await statusWith(telegram.apiRoot, "123:abc", { origin: "https://evil.example" })).toBe(403);
    expect(telegram.bots()).toEqual([]);
  });
});

describe("a request by a name that is not the simulator's", () => {
  test.for(["evil.example", "127.0.0.1.evil.example", "192.168.0.1", "[fe80::1]", "localhost.evil.example"])(
    "is refused with 403: %s",
    async (host, { bot }) => {
      expect(await statusWith(bot.apiRoot, bot.token, { host })).toBe(403);
    },
  );

  test.for(["localhost:8791", "LOCALHOST", "127.0.0.1", "127.1.2.3:80", "[::1]:1"])(
    "is none: %s",
    async (host, { bot }) => {
      expect(await statusWith(bot.apiRoot, bot.token, { host })).toBe(200);
    },
  );

  test("is none where the simulator was told the name, or listens for other machines that know its address", async () => {
    expect(await statusAt({ allowedHosts: ["telegram"] }, "telegram:8791")).toBe(200);
    expect(await statusAt({ host: "0.0.0.0" }, "192.168.0.1:8791")).toBe(200);
    expect(await statusAt({ host: "0.0.0.0" }, "evil.example")).toBe(403);
  });
});
