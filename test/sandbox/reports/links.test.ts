import { describe, expect } from "vitest";
import type { LinkRow, LinksReply } from "../../../packages/sandbox/src/wire/links.ts";
import type { LiveNews, StatusReply } from "../../../packages/sandbox/src/wire/status.ts";
import { call, control, NOON_MS, read, test } from "../sandbox-test.ts";
import { ask, botOf } from "./page-api.ts";

describe("/api/page/links", () => {
  test("makes a link, whose code comes back as a source, counts its starts, and forgets it", async ({ sandbox }) => {
    const link = { name: "Осень", bot: "@my_shop_bot", code: "autumn", utm: { source: "vk", term: "" } };
    const made = await control(sandbox, "POST", "/page/links", link);
    const row: LinkRow = {
      code: "autumn",
      name: "Осень",
      bot: "my_shop_bot",
      messenger: "telegram",
      utm: { source: "vk" },
      madeAt: NOON_MS,
      starts: 0,
      url: "https://t.me/my_shop_bot?start=autumn",
    };
    expect(made).toMatchObject({ status: 201, body: row });
    await botOf(sandbox).starts(1, "autumn");
    expect(await ask<LinksReply>(sandbox, "links")).toEqual({ links: [{ ...row, starts: 1 }] });
    expect((await call(sandbox, "get_user_info", { user_id: "1" })).body).toMatchObject({
      data: { invite_link: "Осень", utm_source: "vk" },
    });
    expect((await control(sandbox, "DELETE", "/page/links/autumn")).status).toBe(204);
    expect((await control(sandbox, "DELETE", "/page/links/autumn")).status).toBe(404);
    expect(await ask<LinksReply>(sandbox, "links")).toEqual({ links: [] });
  });

  test("has those of the options, with the bot that each leads to, by which the page calls it", async ({ start }) => {
    const links = [
      { code: "PJ1", name: "VK", bot: "@my_shop_bot" },
      { code: "PJ2", name: "MAX", bot: "id7712345678_bot", messenger: "max" as const },
    ];
    const sandbox = await start({ links });
    const { links: kept } = await ask<LinksReply>(sandbox, "links");
    expect(kept.map(({ url }) => url).sort()).toEqual([
      "https://max.ru/id7712345678_bot?start=PJ2",
      "https://t.me/my_shop_bot?start=PJ1",
    ]);
    await botOf(sandbox).starts(1, "PJ1");
    expect((await ask<StatusReply>(sandbox, "status")).keys).toMatchObject([{ name: "@my_shop_bot" }]);
  });

  test("makes links to bots in MAX, whose code may have 128 characters", async ({ sandbox }) => {
    const code = "a".repeat(128);
    const link = { name: "Осень", messenger: "max", bot: "@id7712345678_bot", code };
    expect(await control(sandbox, "POST", "/page/links", link)).toMatchObject({
      status: 201,
      body: { messenger: "max", bot: "id7712345678_bot", url: `https://max.ru/id7712345678_bot?start=${code}` },
    });
    const refusals = [
      [{ ...link, code: "a".repeat(129) }, "A link's code must be 1 to 128 characters"],
      [{ ...link, bot: "a b" }, "A link's bot must be a username of MAX"],
      [{ ...link, messenger: "vk" }, "A link's messenger must be one of telegram, max"],
    ] as const;
    for (const [refused, words] of refusals) {
      const { status, body } = await control(sandbox, "POST", "/page/links", refused);
      expect({ status, body }).toMatchObject({ status: 400, body: { error: expect.stringContaining(words) } });
    }
  });

  test("makes a code that a start link can hold, another each time", async ({ sandbox }) => {
    const codes = new Set<string>();
    for (let times = 0; times < 20; times++) {
      const { body } = await control(sandbox, "POST", "/page/links", { name: "Sale" });
      const { code, url } = body as LinkRow;
      expect(code).toMatch(/^[A-Za-z0-9_-]{12,64}$/);
      expect(url).toBeNull();
      codes.add(code);
    }
    expect(codes.size).toBe(20);
  });

  test("leaves a link as it is whose code somebody asks for again", async ({ sandbox }) => {
    await control(sandbox, "POST", "/page/links", { name: "First", code: "a" });
    const again = await control(sandbox, "POST", "/page/links", { name: "Second", code: "a" });
    expect(again).toMatchObject({ status: 409, body: { error: "Another link has the code a." } });
    expect((await ask<LinksReply>(sandbox, "links")).links).toMatchObject([{ name: "First" }]);
  });

  test.for([
    [[], "A link must be an object"],
    [{}, "A link's name must be a string of 1 to 99 characters; got nothing."],
    [{ name: "  " }, "A link's name must be"],
    [{ name: "x".repeat(100) }, "A link's name must be"],
    [{ name: "a", code: "with space" }, "A link's code must be 1 to 64 characters of A-Z a-z 0-9 _ -"],
    [{ name: "a", code: "x".repeat(65) }, "A link's code must be"],
    [{ name: "a", code: "кот" }, "A link's code must be"],
    [{ name: "a", bot: "a.b" }, "A link's bot must be a username"],
    [{ name: "a", bot: 7 }, "A link's bot must be a username"],
    [{ name: "a", utm: "x" }, "A link's utm must be an object"],
    [{ name: "a", utm: { source: 1 } }, "A link's utm.source must be a string"],
  ] as const)("refuses %j", async ([link, error], { sandbox }) => {
    const refused = await control(sandbox, "POST", "/page/links", link);
    expect(refused).toMatchObject({ status: 400, body: { error: expect.stringContaining(error) } });
    expect(await ask<LinksReply>(sandbox, "links")).toEqual({ links: [] });
  });

  test("takes a name of 99 characters, however many bytes they have", async ({ sandbox }) => {
    expect((await control(sandbox, "POST", "/page/links", { name: "😀".repeat(99) })).status).toBe(201);
  });

  test("takes no form, which a page of another site could send", async ({ sandbox }) => {
    const body = new URLSearchParams({ name: "a" });
    expect(await read(`${sandbox.url}/api/page/links`, { method: "POST", body })).toMatchObject({ status: 415 });
  });
});

describe("/api/page/live", () => {
  test("tells of a request and of a change without being asked, and ends at a reset", async ({ sandbox }) => {
    const live = await openLive(sandbox.url);
    const first = await live.next();
    expect(first).toMatchObject({ lastRequestId: 0 });
    await botOf(sandbox).starts(1);
    expect(await live.next()).toEqual({ ...first, lastRequestId: 1 });
    await control(sandbox, "POST", "/page/links", { name: "a" });
    expect(await live.next()).toEqual({ lastRequestId: 1, revision: (first?.revision ?? 0) + 1, chatRevision: 0 });
    sandbox.reset();
    expect(await live.next()).toBeUndefined();
  });

  test("counts what happens in the chat apart: no other view has to ask again for it", async ({ start }) => {
    const sandbox = await start({ telegram: true });
    const live = await openLive(sandbox.url);
    const first = await live.next();
    await control(sandbox, "POST", "/chat/people", {});
    expect(await live.next()).toEqual({ ...first, chatRevision: 1 });
  });

  test("does not hold up the close", async ({ start }) => {
    const sandbox = await start();
    const live = await openLive(sandbox.url);
    await live.next();
    await sandbox.close();
    expect(await live.next().catch(() => "cut")).toBeOneOf([undefined, "cut"]);
  });
});

/** A stream of server-sent events, read as a browser reads it. */
async function openLive(url: string): Promise<{ next: () => Promise<LiveNews | undefined> }> {
  const response = await fetch(`${url}/api/page/live`);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    next: async () => {
      for (;;) {
        const end = text.indexOf("\n\n");
        if (end >= 0) {
          const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
          text = text.slice(end + 2);
          if (data !== undefined) return JSON.parse(data) as LiveNews;
          continue;
        }
        const piece = await reader?.read();
        if (piece === undefined || piece.done) return undefined;
        text += piece.value;
      }
    },
  };
}
