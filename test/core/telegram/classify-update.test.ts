import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBotMembership } from "../../../packages/core/src/telegram/bot-membership.ts";
import { classifyUpdate, updateIdOf } from "../../../packages/core/src/telegram/classify-update.ts";
import { IGNORED } from "../../../packages/core/src/telegram/ignored-signals.ts";
import { readSendFailure } from "../../../packages/core/src/telegram/send-failure.ts";
import { parseStartCommand } from "../../../packages/core/src/telegram/start-command.ts";
import {
  BOT_IDENTITY,
  callbackQuery,
  DATE,
  editedMessage,
  groupMessage,
  messageOf,
  myChatMember,
  privateMessage,
  privateStart,
  supergroupChat,
  unblock,
} from "../../support/updates.ts";

const KINDS = ["start", "stop", "unblock", "activity", "ignored"];
const WATCHED_KEYS = ["message", "edited_message", "callback_query", "my_chat_member"];

const realUpdates = fc.constantFrom<object>(
  privateStart({ payload: "PJaf5568712cd" }),
  privateMessage(),
  editedMessage(),
  callbackQuery(),
  myChatMember(),
  unblock(),
  groupMessage(),
);

/** A real update with one value, at any depth, replaced by any JSON or taken out. */
const mutatedUpdates = fc
  .tuple(realUpdates, fc.nat(), fc.option(fc.jsonValue(), { nil: undefined }))
  .map(([update, place, value]) => {
    const copy: object = structuredClone(update);
    const places = placesIn(copy);
    const chosen = places[place % places.length];
    if (chosen !== undefined) Object.assign(chosen.holder, { [chosen.key]: value });
    return JSON.parse(JSON.stringify(copy)) as unknown;
  });

function placesIn(holder: object): { holder: object; key: string }[] {
  return Object.entries(holder).flatMap(([key, value]) => [
    { holder, key },
    ...(typeof value === "object" && value !== null ? placesIn(value) : []),
  ]);
}

describe("whatever comes", () => {
  test("no JSON value makes the classifier throw", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(KINDS).toContain(classifyUpdate(value, BOT_IDENTITY).kind);
        updateIdOf(value);
      }),
      { numRuns: 500 },
    );
  });

  test("no JSON value under a watched key makes the classifier throw", () => {
    fc.assert(
      fc.property(fc.constantFrom(...WATCHED_KEYS), fc.jsonValue(), (key, value) => {
        expect(KINDS).toContain(classifyUpdate({ update_id: 1, [key]: value }).kind);
      }),
      { numRuns: 500 },
    );
  });

  test("no damage to a real update makes the classifier throw", () => {
    fc.assert(
      fc.property(mutatedUpdates, (update) => {
        expect(KINDS).toContain(classifyUpdate(update, BOT_IDENTITY).kind);
      }),
      { numRuns: 2000 },
    );
  });

  test("no JSON value makes a reader of a part throw", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        parseStartCommand(value, "CourseBot");
        parseStartCommand({ ...messageOf({ text: "/start x" }), entities: value });
        readBotMembership(value, undefined);
        const failed = { errorCode: 403, description: "Forbidden: bot was blocked by the user" };
        readSendFailure({ ...failed, method: "sendMessage", params: value });
        readSendFailure({ ...failed, method: "sendMessage", params: { chat_id: value } });
      }),
      { numRuns: 500 },
    );
  });

  test("every update key but the watched four is ignored, whatever stands in it", () => {
    const unknownKeys = fc.string().filter((key) => !WATCHED_KEYS.includes(key) && key !== "__proto__");
    const contents = fc.oneof(fc.jsonValue(), fc.constant(messageOf({ text: "/start x" })));
    fc.assert(
      fc.property(unknownKeys, contents, (key, content) => {
        expect(classifyUpdate({ update_id: 1, [key]: content }, BOT_IDENTITY)).toBe(IGNORED.unwatched);
      }),
    );
  });

  test("fields that Telegram may add change nothing", () => {
    fc.assert(
      fc.property(realUpdates, fc.nat(), fc.jsonValue(), (update, place, value) => {
        const copy: object = structuredClone(update);
        const holders = [copy, ...placesIn(copy).map(({ holder }) => holder)];
        Object.assign(holders[place % holders.length] ?? copy, { added_in_2030: value });
        expect(classifyUpdate(copy, BOT_IDENTITY)).toEqual(classifyUpdate(update, BOT_IDENTITY));
      }),
    );
  });
});

test("without activity every update means what it means otherwise, but activity is ignored", () => {
  const { message } = privateMessage();
  const ofNoPerson = [{ is_bot: true }, { id: 0 }, { id: 777_000 }].map((part) => ({
    update_id: 1,
    message: { ...message, from: { ...message.from, ...part } },
  }));
  fc.assert(
    fc.property(fc.oneof(realUpdates, fc.constantFrom(...ofNoPerson)), (update) => {
      const signal = classifyUpdate(update, BOT_IDENTITY);
      const expected = signal.kind === "activity" ? IGNORED.notLookedFor : signal;
      expect(classifyUpdate(update, BOT_IDENTITY, { ignoreActivity: true })).toEqual(expected);
    }),
  );
});

describe("malformed updates", () => {
  test("what is no object, or holds none where the Bot API does, is suspicious", () => {
    for (const update of [null, "update", 1, { message: {} }, { callback_query: 1 }]) {
      expect(classifyUpdate(update)).toBe(IGNORED.malformed);
    }
  });

  test("a start without a person's id, a date in seconds or a message's number is suspicious", () => {
    const { message } = privateStart();
    for (const damage of [
      { from: { ...message.from, id: "5123456789" } },
      { from: { ...message.from, id: -1 } },
      { date: undefined },
      { date: 0 },
      { date: DATE * 1000 },
      { message_id: undefined },
    ]) {
      expect(classifyUpdate({ update_id: 1, message: { ...message, ...damage } })).toBe(IGNORED.malformed);
    }
  });

  test("a block by a bot is no person's block", () => {
    const { my_chat_member } = myChatMember();
    const from = { ...my_chat_member.from, is_bot: true };
    const update = { update_id: 1, my_chat_member: { ...my_chat_member, from } };
    expect(classifyUpdate(update, BOT_IDENTITY)).toBe(IGNORED.byBot);
  });

  test("a start of a person without a last name or username names neither", () => {
    const { message } = privateStart();
    const from = { id: 5, is_bot: false, first_name: "Bo" };
    expect(classifyUpdate({ update_id: 1, message: { ...message, from } })).toMatchObject({
      user: { id: "5", firstName: "Bo" },
    });
    const signal = classifyUpdate({ update_id: 1, message: { ...message, from } });
    expect(signal.kind === "start" && Object.keys(signal.user)).toEqual(["id", "firstName"]);
  });
});

describe("buttons", () => {
  test("a button in a group, under an inline message or in a business chat is nobody's activity in the bot", () => {
    expect(classifyUpdate(callbackQuery({ message: { chat: supergroupChat() } }))).toBe(IGNORED.notPrivate);
    const { message: _, ...inline } = { ...callbackQuery().callback_query, inline_message_id: "AgAAAPYz" };
    expect(classifyUpdate({ update_id: 1, callback_query: inline })).toBe(IGNORED.foreignChat);
    const business = callbackQuery({ message: { business_connection_id: "BAADBAADrwADBREAAYag" } });
    expect(classifyUpdate(business)).toBe(IGNORED.foreignChat);
  });

  test("a button under a message that Telegram no longer shows is activity", () => {
    const { chat, message_id } = messageOf();
    const query = { ...callbackQuery().callback_query, message: { chat, message_id, date: 0 } };
    expect(classifyUpdate({ update_id: 1, callback_query: query }).kind).toBe("activity");
  });
});

describe("updateIdOf", () => {
  test("gives the update's number, or undefined where there is none", () => {
    expect(updateIdOf(privateStart({ updateId: 77 }))).toBe(77);
    for (const update of [undefined, null, [], {}, { update_id: "77" }, { update_id: 7.5 }]) {
      expect(updateIdOf(update)).toBeUndefined();
    }
  });
});
