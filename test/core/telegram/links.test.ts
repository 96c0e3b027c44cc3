import {
  encodeStartPayload,
  type GroupAdminRight,
  groupLink,
  type MiniAppLinkOptions,
  maxStartLink,
  miniAppLink,
  StartPayloadError,
  startLink,
} from "@bot-tracker/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

function errorOf(run: () => unknown): StartPayloadError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof StartPayloadError) return error;
    throw error;
  }
  return undefined;
}

describe("maxStartLink", () => {
  test("gives the link that starts a bot in MAX with the payload, of up to 128 characters", () => {
    expect(maxStartLink("@my_shop_bot", "PJaf5568712cd")).toBe("https://max.ru/my_shop_bot?start=PJaf5568712cd");
    expect(maxStartLink("id7712345678_bot", "a".repeat(128))).toBe(
      `https://max.ru/id7712345678_bot?start=${"a".repeat(128)}`,
    );
  });

  test("refuses a payload or a name that no link carries, and says why", () => {
    expect(errorOf(() => maxStartLink("shop_bot", "a".repeat(130)))).toMatchObject({ excessChars: 2 });
    expect(errorOf(() => maxStartLink("shop_bot", ""))?.message).toContain("an empty one came");
    expect(errorOf(() => maxStartLink("shop_bot", "a b"))?.message).toContain('" " (U+0020) came at place 2');
    expect(errorOf(() => maxStartLink("https://max.ru/shop_bot", "a"))?.message).toContain(
      '":" (U+003A) came at place 6',
    );
    expect(errorOf(() => maxStartLink("", "a"))?.message).toContain("one of 0 characters came");
  });
});

describe("startLink", () => {
  test("gives the link that starts the bot with the payload", () => {
    expect(startLink("CourseBot", "PJaf5568712cd")).toBe("https://t.me/CourseBot?start=PJaf5568712cd");
    expect(startLink("@CourseBot", encodeStartPayload({ ad: "vk" }))).toMatch(
      /^https:\/\/t\.me\/CourseBot\?start=_1[\w-]+$/,
    );
  });

  test("refuses a payload that is too long, and says by how much", () => {
    const error = errorOf(() => startLink("CourseBot", "a".repeat(71)));
    expect(error).toMatchObject({ excessChars: 7 });
    expect(error?.message).toContain("1 to 64 characters of A-Za-z0-9_-; 71 came, 7 too many");
  });

  test("refuses a character that no link can carry, and names it and its place", () => {
    expect(errorOf(() => startLink("CourseBot", "TГTrack-PJ123456"))?.message).toContain(
      '"Г" (U+0413) came at place 2',
    );
    expect(errorOf(() => startLink("CourseBot", "a b"))?.message).toContain('" " (U+0020) came at place 2');
    expect(errorOf(() => startLink("CourseBot", ""))?.message).toContain("an empty one came");
  });

  test("refuses a username that is none, and says why", () => {
    const messageOf = (username: string) => errorOf(() => startLink(username, "x"))?.message;
    expect(messageOf("Course-Bot")).toContain('"-" (U+002D) came at place 7');
    expect(messageOf("1CourseBot")).toContain('"1" (U+0031) came at place 1');
    expect(messageOf("abc")).toContain("one of 3 characters came");
    expect(messageOf("https://t.me/CourseBot")).toContain('":" (U+003A) came at place 6');
  });
});

describe("groupLink", () => {
  test("gives the link that adds the bot to a group, with a payload and rights if there are any", () => {
    expect(groupLink("@CourseBot")).toBe("https://t.me/CourseBot?startgroup");
    expect(groupLink("CourseBot", { payload: "team42" })).toBe("https://t.me/CourseBot?startgroup=team42");
    expect(groupLink("CourseBot", { admin: ["delete_messages", "pin_messages", "delete_messages"] })).toBe(
      "https://t.me/CourseBot?startgroup&admin=delete_messages+pin_messages",
    );
    expect(groupLink("CourseBot", { payload: "team42", admin: ["manage_chat"] })).toBe(
      "https://t.me/CourseBot?startgroup=team42&admin=manage_chat",
    );
  });

  test("refuses a username, a payload or a right that is none, and says what it may be", () => {
    expect(errorOf(() => groupLink("1CourseBot"))?.message).toContain('"1" (U+0031) came at place 1');
    expect(errorOf(() => groupLink("CourseBot", { payload: "a".repeat(65) }))).toMatchObject({ excessChars: 1 });
    expect(errorOf(() => groupLink("CourseBot", { payload: "" }))?.message).toContain("an empty one came");
    const admin = ["pin_messages", "can_delete_messages"] as GroupAdminRight[];
    const message = errorOf(() => groupLink("CourseBot", { admin }))?.message;
    expect(message).toContain("Right 2 of the link");
    expect(message).toContain("without the `can_`");
    expect(message).toContain("restrict_members");
    // Of channels alone.
    expect(errorOf(() => groupLink("CourseBot", { admin: ["post_messages" as GroupAdminRight] }))).toBeDefined();
  });
});

describe("miniAppLink", () => {
  test("gives the link that opens the bot's main Mini App, or the one with a name of its own", () => {
    expect(miniAppLink("@CourseBot")).toBe("https://t.me/CourseBot?startapp");
    expect(miniAppLink("CourseBot", { payload: "PJaf5568712cd" })).toBe(
      "https://t.me/CourseBot?startapp=PJaf5568712cd",
    );
    expect(miniAppLink("CourseBot", { mode: "compact" })).toBe("https://t.me/CourseBot?startapp&mode=compact");
    expect(miniAppLink("CourseBot", { app: "shop" })).toBe("https://t.me/CourseBot/shop");
    expect(miniAppLink("CourseBot", { app: "shop", payload: "ad_1", mode: "compact" })).toBe(
      "https://t.me/CourseBot/shop?startapp=ad_1&mode=compact",
    );
  });

  test("carries up to 512 characters, and refuses more with their number", () => {
    expect(miniAppLink("CourseBot", { payload: "a".repeat(512) })).toHaveLength(32 + 512);
    const error = errorOf(() => miniAppLink("CourseBot", { payload: "a".repeat(520) }));
    expect(error).toMatchObject({ excessChars: 8 });
    expect(error?.message).toContain("1 to 512 characters of A-Za-z0-9_-; 520 came, 8 too many");
  });

  test("refuses a payload, an app or a mode that is none, and says why", () => {
    const messageOf = (options: object) =>
      errorOf(() => miniAppLink("CourseBot", options as MiniAppLinkOptions))?.message;
    expect(messageOf({ payload: "a=b" })).toContain('"=" (U+003D) came at place 2');
    expect(messageOf({ app: "my-shop" })).toContain('"-" (U+002D) came at place 3');
    expect(messageOf({ app: "ab" })).toContain("3 to 30 letters (A-Za-z), digits and underscores");
    expect(messageOf({ app: "_shop" })).toContain('"_" (U+005F) came at place 1');
    expect(messageOf({ mode: "small" })).toContain('"compact" or "fullscreen"');
  });
});

test("whatever is given, a link to a bot is a link to Telegram that carries it unchanged, or is refused", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom(..."aZ09_-"), minLength: 1 }));
  fc.assert(
    fc.property(text, text, (payload, app) => {
      for (const [make, name] of [
        [() => startLink("CourseBot", payload), "start"],
        [() => groupLink("CourseBot", { payload }), "startgroup"],
        [() => miniAppLink("CourseBot", { payload }), "startapp"],
        [() => miniAppLink("CourseBot", { payload, app }), "startapp"],
      ] as const) {
        if (errorOf(make) !== undefined) continue;
        const link = new URL(make());
        expect(link.href).toBe(make());
        expect([link.host, ...link.searchParams.keys()]).toEqual(["t.me", name]);
        expect(link.searchParams.get(name)).toBe(payload);
        expect(["/CourseBot", `/CourseBot/${app}`]).toContain(link.pathname);
      }
    }),
    { numRuns: 50 },
  );
});
