import type { Message, MessageEntity } from "grammy/types";
import { describe, expect, test } from "vitest";
import type { Signal, StartPayloadKind } from "../../../packages/core/src/messenger/signal.ts";
import { nextPerson, type Person, type PersonVerdict } from "../../../packages/core/src/outbox/rules/person.ts";
import { classifyUpdate } from "../../../packages/core/src/telegram/classify-update.ts";
import { IGNORED, type IgnoredCause } from "../../../packages/core/src/telegram/ignored-signals.ts";
import { readUserContext } from "../../../packages/core/src/telegram/read-user-context.ts";
import { readSendFailure } from "../../../packages/core/src/telegram/send-failure.ts";
import {
  BOT,
  BOT_IDENTITY,
  callbackQuery,
  channelChat,
  chatMember,
  DATE,
  editedMessage,
  groupChat,
  groupMessage,
  messageOf,
  myChatMember,
  person,
  privateChat,
  privateMessage,
  privateStart,
  supergroupChat,
  USER_ID,
  unblock,
} from "../../support/updates.ts";

// The rows of the rules table: what each update means. Rows 5 and 6 (one update delivered twice, one message by two
// paths) are the tracker's memory, not the classifier's, and stand with the engine's tests.

const classify = (update: object): Signal => classifyUpdate(update, BOT_IDENTITY);

/** Runs updates one after another as an outbox does, and gives what each amounted to for the person. */
function verdicts(updates: object[], known?: Person): { verdicts: PersonVerdict[]; person: Person | undefined } {
  let current = known;
  const found: PersonVerdict[] = [];
  for (const update of updates) {
    const signal = classify(update);
    if (signal.kind !== "start" && signal.kind !== "stop" && signal.kind !== "unblock") continue;
    const { person: next, verdict } = nextPerson(current, signal);
    current = next;
    found.push(verdict);
  }
  return { verdicts: found, person: current };
}

const knownPerson: Person = { started: true, blocked: false, since: DATE - 86_400, seenAt: DATE - 86_400 };
const blockedPerson: Person = { ...knownPerson, blocked: true };
const activity: Signal = { kind: "activity", userId: String(USER_ID) };

function expectStart(update: object, payload: string, payloadKind: StartPayloadKind): void {
  expect(classify(update)).toMatchObject({ kind: "start", payload, payloadKind });
}

function expectIgnored(update: object, cause: IgnoredCause): void {
  expect(classify(update)).toBe(IGNORED[cause]);
}

function bold(offset: number, length: number): MessageEntity {
  return { type: "bold", offset, length };
}

describe("starts", () => {
  test("row 1: a bare /start of somebody unknown is a first start without payload", () => {
    const update = privateStart({ messageId: 7 });
    expect(classify(update)).toEqual({
      kind: "start",
      user: { id: String(USER_ID), firstName: "Анна", lastName: "Петрова", username: "anna_petrova" },
      payload: "",
      payloadKind: "none",
      date: DATE,
      messageId: 7,
    });
    expect(verdicts([update]).verdicts).toEqual(["started"]);
  });

  test("row 2: a deep link's /start carries its payload", () => {
    const update = privateStart({ payload: "PJaf5568712cd" });
    expectStart(update, "PJaf5568712cd", "deep-link");
    expect(verdicts([update]).verdicts).toEqual(["started"]);
  });

  test("row 3: /start of somebody known is a return", () => {
    const update = privateStart();
    expectStart(update, "", "none");
    expect(verdicts([update], knownPerson).verdicts).toEqual(["returned"]);
  });

  test("row 4: another ad's link opened by somebody known is a return with that payload", () => {
    const update = privateStart({ payload: "adB" });
    expectStart(update, "adB", "deep-link");
    expect(verdicts([update], knownPerson).verdicts).toEqual(["returned"]);
  });

  test("row 7: a mention of the bot itself counts, in any case", () => {
    expectStart(privateMessage({ text: "/start@CourseBot x" }), "x", "deep-link");
    expectStart(privateMessage({ text: "/start@cOURSEbOT x" }), "x", "deep-link");
  });

  test("row 8: a mention of another bot is no start", () => {
    expect(classify(privateMessage({ text: "/start@OtherBot x" }))).toEqual(activity);
  });

  test("row 9: any blank space separates the payload and is trimmed off it", () => {
    for (const text of ["/start  x", "/start\tx", "/start\nx", "/start x \n"]) {
      expectStart(privateMessage({ text }), "x", "deep-link");
    }
  });

  test("row 10: words typed after /start are kept as they are and not taken for a deep link", () => {
    expectStart(privateMessage({ text: "/start a b" }), "a b", "typed");
  });

  test("row 11: a payload that no link can carry does not cost the start", () => {
    expectStart(privateMessage({ text: "/start привет" }), "привет", "typed");
    expectStart(privateStart({ payload: "a".repeat(64) }), "a".repeat(64), "deep-link");
    expectStart(privateStart({ payload: "a".repeat(65) }), "a".repeat(65), "typed");
  });

  test("row 12: commands that only begin like /start are no starts", () => {
    for (const text of ["/started", "/start_foo", "/startx"]) {
      expect(classify(privateMessage({ text }))).toEqual(activity);
    }
  });

  test("row 13: /Start and /START are no starts unless the option says so", () => {
    for (const text of ["/Start x", "/START x"]) {
      expect(classify(privateMessage({ text }))).toEqual(activity);
      expect(classifyUpdate(privateMessage({ text }), BOT_IDENTITY, { ignoreCase: true })).toMatchObject({
        kind: "start",
        payload: "x",
      });
    }
  });

  test("row 14: /start in the middle of a text is no start", () => {
    expect(classify(privateMessage({ text: "hello /start" }))).toEqual(activity);
  });

  test("row 15: /start after a leading blank is no start", () => {
    expect(classify(privateMessage({ text: " /start" }))).toEqual(activity);
  });

  test("row 16: /start as a photo's caption is no start", () => {
    const photo = [{ file_id: "AgACAgIAAxkB", file_unique_id: "AQADAgAT", width: 90, height: 60, file_size: 1254 }];
    const caption_entities: MessageEntity[] = [{ type: "bot_command", offset: 0, length: 6 }];
    const update = privateMessage({ text: null, message: { photo, caption: "/start x", caption_entities } });
    expect(classify(update)).toEqual(activity);
  });

  test("row 17: a forwarded /start is somebody else's", () => {
    const forwarded: Partial<Message> = {
      forward_origin: { type: "user", sender_user: person(5_999_999_999), date: DATE - 60 },
    };
    expect(classify(privateStart({ payload: "x", message: forwarded }))).toEqual(activity);
    const byOldServer = { forward_from: person(5_999_999_999), forward_date: DATE - 60 } as Partial<Message>;
    expect(classify(privateStart({ payload: "x", message: byOldServer }))).toEqual(activity);
  });

  test("row 18: a /start made through an inline bot is no start", () => {
    const via_bot = { id: 6_000_000_002, is_bot: true, first_name: "Inline", username: "InlineBot" };
    expect(classify(privateStart({ message: { via_bot } }))).toEqual(activity);
  });

  test("row 19: /start that Telegram did not mark as a command is no start, unless nothing is marked at all", () => {
    const quoted = privateStart({ message: { entities: [{ type: "code", offset: 0, length: 6 }] } });
    expect(classify(quoted)).toEqual(activity);
    const { entities, ...unmarked } = privateStart({ payload: "x" }).message;
    expect(entities).toHaveLength(1);
    expectStart({ update_id: 1, message: unmarked }, "x", "deep-link");
    expectStart({ update_id: 1, message: { ...unmarked, entities: [] } }, "x", "deep-link");
    const quotedBeforeAnother = privateMessage({
      text: "/start /help",
      message: {
        entities: [
          { type: "code", offset: 0, length: 6 },
          { type: "bot_command", offset: 7, length: 5 },
        ],
      },
    });
    expect(classify(quotedBeforeAnother)).toEqual(activity);
    const markedTwice = privateStart({
      payload: "x",
      message: { entities: [bold(0, 8), { type: "bot_command", offset: 0, length: 6 }] },
    });
    expectStart(markedTwice, "x", "deep-link");
  });

  test("row 20: an edit to /start is no start", () => {
    expect(classify(editedMessage({ text: "/start x" }))).toEqual(activity);
    expect(classify({ update_id: 1, edited_message: messageOf({ text: "/start x" }) })).toEqual(activity);
    expectIgnored(editedMessage({ text: "/start@CourseBot x", message: { chat: groupChat() } }), "notPrivate");
  });

  test("row 21: /start in a group is no start", () => {
    expectIgnored(groupMessage({ text: "/start@CourseBot x" }), "notPrivate");
    expectIgnored(groupMessage({ text: "/start@CourseBot x", message: { chat: groupChat() } }), "notPrivate");
  });

  test("row 22: /start of an anonymous administrator is no start", () => {
    const from = { id: 1_087_968_824, is_bot: true, first_name: "Group", username: "GroupAnonymousBot" };
    expectIgnored(groupMessage({ text: "/start", message: { from, sender_chat: supergroupChat() } }), "notPrivate");
  });

  test("row 23: /start in a channel post is no start", () => {
    const { from: _, ...post } = messageOf({ text: "/start" });
    const chat = channelChat();
    expectIgnored({ update_id: 1, channel_post: { ...post, chat, sender_chat: chat } }, "unwatched");
    expectIgnored({ update_id: 1, edited_channel_post: { ...post, chat, edit_date: DATE } }, "unwatched");
  });

  test("row 24: /start in a business account's own chat is no start", () => {
    const message = { ...messageOf({ text: "/start x" }), business_connection_id: "BAADBAADrwADBREAAYag" };
    expectIgnored({ update_id: 1, business_message: message }, "unwatched");
    expectIgnored({ update_id: 1, edited_business_message: { ...message, edit_date: DATE } }, "unwatched");
  });

  test("row 25: /start in a guest message is no start", () => {
    const message = { ...messageOf({ text: "/start x" }), guest_query_id: "770011223344" };
    expectIgnored({ update_id: 1, guest_message: message }, "unwatched");
  });

  test("row 26: /start of a bot is no person's start", () => {
    const from = { id: 6_000_000_003, is_bot: true, first_name: "Robot", username: "RobotBot" };
    expectIgnored(privateStart({ message: { from } }), "byBot");
  });

  test("row 27: /start without a sender cannot be anybody's", () => {
    const { from: _, ...message } = privateStart().message;
    expectIgnored({ update_id: 1, message }, "noSender");
  });

  test("row 28: /start in a topic of the private chat is a start", () => {
    expectStart(
      privateStart({ payload: "x", message: { message_thread_id: 12, is_topic_message: true } }),
      "x",
      "deep-link",
    );
  });

  test("row 29: a start received after 20 hours keeps the date of its message", () => {
    const date = DATE - 20 * 3600;
    expect(classify(privateStart({ payload: "x", date }))).toMatchObject({ kind: "start", date });
  });
});

describe("blocks", () => {
  test("row 30: member to kicked in a private chat is a stop, dated by the update", () => {
    const date = DATE - 3600;
    expect(classify(myChatMember({ date }))).toEqual({ kind: "stop", userId: String(USER_ID), date });
    expect(verdicts([myChatMember({ date })], knownPerson).verdicts).toEqual(["stopped"]);
  });

  test("row 31: the same again while blocked changes nothing", () => {
    expect(verdicts([myChatMember()], blockedPerson).verdicts).toEqual(["unchanged"]);
    expect(verdicts([myChatMember(), myChatMember({ updateId: 2, date: DATE + 9 })]).verdicts).toEqual([
      "stopped",
      "unchanged",
    ]);
  });

  test("row 32: kicked to member is an unblock and no start", () => {
    expect(classify(unblock())).toEqual({ kind: "unblock", userId: String(USER_ID), date: DATE });
    expect(verdicts([unblock()], blockedPerson).verdicts).toEqual(["unblocked"]);
  });

  test("row 33: an unblock and the /start that the client sends after it make one start", () => {
    const updates = [unblock(), privateStart({ payload: "y", date: DATE + 1 })];
    expect(updates.map((update) => classify(update).kind)).toEqual(["unblock", "start"]);
    expect(verdicts(updates, blockedPerson).verdicts).toEqual(["unblocked", "returned"]);
  });

  test("row 34: a /start overtaking its unblock clears the block, and the unblock then says nothing more", () => {
    const updates = [privateStart({ payload: "y", date: DATE + 1 }), unblock()];
    expect(verdicts(updates, blockedPerson)).toMatchObject({
      verdicts: ["returned", "unchanged"],
      person: { blocked: false, seenAt: DATE + 1 },
    });
  });

  test("row 35: a block older than the person's last start is not applied", () => {
    const updates = [privateStart({ date: DATE }), myChatMember({ date: DATE - 5 })];
    expect(verdicts(updates)).toMatchObject({
      verdicts: ["started", "unchanged"],
      person: { blocked: false, seenAt: DATE },
    });
  });

  test("row 36: an unblock without a /start stays an unblock", () => {
    expect(verdicts([unblock()], blockedPerson)).toMatchObject({
      verdicts: ["unblocked"],
      person: { blocked: false, seenAt: DATE },
    });
  });

  test("row 37: a status that stays the same is nothing", () => {
    expectIgnored(myChatMember({ before: "member", after: "member" }), "noTransition");
    expectIgnored(myChatMember({ before: "kicked", after: "kicked" }), "noTransition");
  });

  test("row 38: `left` in a private chat is suspicious and never a block", () => {
    expectIgnored(myChatMember({ after: "left" }), "impossibleStatus");
    expectIgnored(myChatMember({ before: "left", after: "kicked" }), "impossibleStatus");
    expect(IGNORED.impossibleStatus.suspicious).toBe(true);
  });

  test("row 39: the bot added to a group is no unblock", () => {
    for (const before of ["left", "kicked"] as const) {
      expectIgnored(myChatMember({ before, after: "member", chat: supergroupChat() }), "notPrivate");
      expectIgnored(myChatMember({ before, after: "administrator", chat: groupChat() }), "notPrivate");
    }
  });

  test("row 40: the bot removed from a group is no block of the administrator who did it", () => {
    expectIgnored(myChatMember({ after: "kicked", chat: supergroupChat() }), "notPrivate");
    expectIgnored(myChatMember({ after: "left", chat: groupChat() }), "notPrivate");
  });

  test("row 41: fewer rights in a supergroup are no block", () => {
    expectIgnored(myChatMember({ after: "restricted", chat: supergroupChat() }), "notPrivate");
  });

  test("row 42: the bot removed from a channel is no block", () => {
    for (const after of ["left", "kicked"] as const) {
      expectIgnored(myChatMember({ before: "administrator", after, chat: channelChat() }), "notPrivate");
    }
  });

  test("row 43: a group becoming a supergroup is neither block nor unblock", () => {
    expectIgnored(myChatMember({ before: "member", after: "left", chat: groupChat() }), "notPrivate");
    expectIgnored(myChatMember({ before: "left", after: "member", chat: supergroupChat() }), "notPrivate");
    const migration = { chat: groupChat(), migrate_to_chat_id: supergroupChat().id } as Partial<Message>;
    expectIgnored(privateMessage({ text: null, message: migration }), "notPrivate");
  });

  test("row 44: a my_chat_member about somebody other than the bot is suspicious", () => {
    expectIgnored(myChatMember({ member: person() }), "notThisBot");
    const otherBot = { ...BOT, id: BOT.id + 1 };
    expectIgnored(myChatMember({ member: otherBot }), "notThisBot");
    expect(classifyUpdate(myChatMember({ member: person() }))).toBe(IGNORED.notThisBot);
    expect(IGNORED.notThisBot.suspicious).toBe(true);
  });

  test("row 45: chat_member is about other people", () => {
    const change = {
      chat: supergroupChat(),
      from: person(),
      date: DATE,
      old_chat_member: chatMember("member", person()),
      new_chat_member: chatMember("kicked", person()),
    };
    expectIgnored({ update_id: 1, chat_member: change }, "unwatched");
    expectIgnored({ update_id: 1, chat_member: { ...change, chat: privateChat() } }, "unwatched");
  });
});

describe("everything else", () => {
  test("row 46: a request to join a chat is no start", () => {
    const request = { chat: channelChat(), from: person(), user_chat_id: USER_ID, date: DATE };
    expectIgnored({ update_id: 1, chat_join_request: request }, "unwatched");
  });

  test("row 47: a business connection is neither start nor stop", () => {
    const connection = { id: "BAADBAADrwADBREAAYag", user: person(), user_chat_id: USER_ID, date: DATE, rights: {} };
    expectIgnored({ update_id: 1, business_connection: { ...connection, is_enabled: true } }, "unwatched");
    expectIgnored({ update_id: 1, business_connection: { ...connection, is_enabled: false } }, "unwatched");
  });

  test("row 48: a subscription's end is no block", () => {
    for (const state of ["canceled", "failed"]) {
      expectIgnored({ update_id: 1, subscription: { user: person(), invoice_payload: "pro", state } }, "unwatched");
    }
  });

  test("rows 72 to 74: a payment is activity, bought media nothing, and neither is a start", () => {
    const message = { successful_payment: { currency: "XTR", total_amount: 250, is_recurring: true } };
    expect(classify(privateMessage({ text: null, message: message as Partial<Message> }))).toEqual(activity);
    expectIgnored({ update_id: 1, purchased_paid_media: { from: person(), paid_media_payload: "x" } }, "unwatched");
  });

  test("row 49: a new or unknown kind of update is nothing", () => {
    expectIgnored({ update_id: 1, managed_bot: { user: person(), bot: BOT } }, "unwatched");
    expectIgnored({ update_id: 1, stopped_message_generation: { chat: privateChat(), draft_id: 3 } }, "unwatched");
    expectIgnored({ update_id: 1, invented_in_2030: messageOf({ text: "/start x" }) }, "unwatched");
  });

  test("row 50: permission to write and a login on a website make a person reachable, but are no start", () => {
    const service: Partial<Message>[] = [
      { write_access_allowed: { web_app_name: "shop" } },
      { connected_website: "example.com" },
    ];
    for (const message of service) {
      expect(classify(privateMessage({ text: null, message }))).toEqual(activity);
    }
  });

  test("row 51: data of a Mini App is no start", () => {
    const web_app_data = { data: '{"start":"/start x"}', button_text: "/start x" };
    expect(classify(privateMessage({ text: null, message: { web_app_data } }))).toEqual(activity);
  });

  test("row 52: a button and an ordinary text are activity of the person who did it", () => {
    expect(classify(privateMessage({ text: "Which lesson is next?" }))).toEqual(activity);
    expect(classify(callbackQuery())).toEqual(activity);
    expect(classify(editedMessage({ text: "Which lesson comes next?" }))).toEqual(activity);
  });

  test("row 53: inline queries may come from people who never started", () => {
    const query = { id: "552300115555556", from: person(), query: "/start x", offset: "", chat_type: "sender" };
    expectIgnored({ update_id: 1, inline_query: query }, "unwatched");
    const chosen = { result_id: "1", from: person(), query: "/start x", inline_message_id: "AgAAAPYz" };
    expectIgnored({ update_id: 1, chosen_inline_result: chosen }, "unwatched");
  });

  test("row 54: people joining and leaving a group are neither starts nor stops", () => {
    const services: Partial<Message>[] = [{ left_chat_member: BOT }, { new_chat_members: [BOT] }];
    for (const message of services) {
      expectIgnored(groupMessage({ text: null, message }), "notPrivate");
      expect(classify(privateMessage({ text: null, message })).kind).not.toMatch(/start|stop|unblock/);
    }
  });
});

describe("failed sends", () => {
  const params = { chat_id: USER_ID, text: "A new lesson is out" };
  const call = { method: "sendMessage", params, errorCode: 403 };

  test("row 55: 403 bot was blocked by the user is a stop of the recipient", () => {
    const blocked = { ...call, description: "Forbidden: bot was blocked by the user" };
    expect(readSendFailure(blocked)).toEqual({ userId: String(USER_ID) });
    expect(readSendFailure({ ...blocked, params: { chat_id: "5123456789" } })).toEqual({ userId: "5123456789" });
    expect(readSendFailure({ ...blocked, description: "Bot was blocked by the user" })).toBeDefined();
    const { person: after } = nextPerson(knownPerson, { kind: "stop", date: DATE });
    expect(verdicts([myChatMember({ date: DATE + 1 })], after).verdicts).toEqual(["unchanged"]);
  });

  test("row 56: 403 user is deactivated is no block", () => {
    expect(readSendFailure({ ...call, description: "Forbidden: user is deactivated" })).toBeUndefined();
  });

  test("row 57: 403 can't initiate conversation and 400 chat not found are no blocks", () => {
    const description = "Forbidden: bot can't initiate conversation with a user";
    expect(readSendFailure({ ...call, description })).toBeUndefined();
    expect(readSendFailure({ ...call, errorCode: 400, description: "Bad Request: chat not found" })).toBeUndefined();
  });

  test("row 58: 403 of a group or channel is nobody's block", () => {
    const description = "Forbidden: bot was kicked from the supergroup chat";
    const group = { chat_id: supergroupChat().id, text: "Hello, group" };
    expect(readSendFailure({ ...call, params: group, description })).toBeUndefined();
    for (const chat_id of [supergroupChat().id, String(supergroupChat().id), "@course_news", 0, "0", undefined]) {
      const blocked = { ...call, params: { chat_id }, description: "Forbidden: bot was blocked by the user" };
      expect(readSendFailure(blocked)).toBeUndefined();
    }
  });
});

describe("what people's bots really send", () => {
  test('row 63: null is absent, and so are the 0, "" and false of an update that went through Go', () => {
    const optional = ["forward_origin", "forward_date", "via_bot", "sender_chat", "edit_date", "guest_query_id"];
    for (const empty of [null, 0, "", false]) {
      for (const field of [...optional, "business_connection_id"]) {
        expectStart(privateStart({ payload: "x", message: { [field]: empty } as Partial<Message> }), "x", "deep-link");
      }
      const every = { message: empty, edited_message: empty, callback_query: empty, inline_query: empty };
      expect(classify({ ...every, ...myChatMember() })).toMatchObject({ kind: "stop" });
      expect(classify({ ...every, ...callbackQuery() })).toEqual(activity);
      expectIgnored(
        { ...callbackQuery(), callback_query: { ...callbackQuery().callback_query, message: empty } },
        "foreignChat",
      );
    }
    expectStart(privateMessage({ text: "/start x", message: { entities: null } as object }), "x", "deep-link");
  });

  test("row 64: the command ends where Telegram says, and what follows it is a typed payload", () => {
    const texts = { "/start=PJ123": "=PJ123", "/start-ref42": "-ref42", "/start.": ".", "/start, привет": ", привет" };
    for (const [text, payload] of Object.entries(texts)) {
      expectStart(privateMessage({ text }), payload, "typed");
    }
    expectStart(privateMessage({ text: "/start@CourseBot=x" }), "=x", "typed");
    // Nothing but the entity tells this from another command.
    expect(classify(privateMessage({ text: "/start=x", message: { entities: [] } }))).toEqual(activity);
  });

  test("row 65: an entity that is not as long as the command is no command", () => {
    for (const length of [5, 7]) {
      const entities: MessageEntity[] = [{ type: "bot_command", offset: 0, length }];
      expect(classify(privateMessage({ text: "/startx", message: { entities } })).kind).toBe("activity");
      expect(classify(privateMessage({ text: "/start", message: { entities } })).kind).toBe(
        length === 5 ? "activity" : "start",
      );
    }
  });

  test("row 66: an id may be a BigInt, as a database gives it", () => {
    const message = { from: { ...person(), id: 7_000_123_456n }, chat: { ...privateChat(), id: 7_000_123_456n } };
    const start = classify(privateStart({ message: message as unknown as Partial<Message> }));
    expect(start).toMatchObject({ kind: "start", user: { id: "7000123456" } });
    const blocked = { errorCode: 403, description: "Forbidden: bot was blocked by the user", method: "sendMessage" };
    expect(readSendFailure({ ...blocked, params: { chat_id: 7_000_123_456n } })).toEqual({ userId: "7000123456" });
    expect(readSendFailure({ ...blocked, params: { chat_id: 2n ** 60n } })).toBeUndefined();
  });

  test("row 67: 400 USER_IS_BLOCKED, for a group of photos, is a stop of the recipient", () => {
    const call = { method: "sendMediaGroup", errorCode: 400, description: "Bad Request: USER_IS_BLOCKED" };
    expect(readSendFailure({ ...call, params: { chat_id: USER_ID } })).toEqual({ userId: String(USER_ID) });
    expect(
      readSendFailure({ ...call, description: "Bad Request: USER_IS_BOT", params: { chat_id: USER_ID } }),
    ).toBeUndefined();
    expect(readSendFailure({ ...call, params: { chat_id: supergroupChat().id } })).toBeUndefined();
  });

  test("row 68: Manage Bot of a business chat is a start that came from no ad", () => {
    expectStart(privateStart({ payload: "bizChat5123456780" }), "bizChat5123456780", "messenger");
    expectStart(privateStart({ payload: "bizChatter" }), "bizChatter", "deep-link");
  });

  test("row 69: what a channel, a group or Telegram itself wrote is nobody's", () => {
    const telegram = { ...person(777_000), first_name: "Telegram" };
    const posts: Partial<Message>[] = [
      { from: telegram },
      { sender_chat: channelChat() },
      { from: telegram, sender_chat: channelChat(), is_automatic_forward: true },
    ];
    for (const message of posts) {
      const context = readUserContext(groupMessage({ message }), BOT_IDENTITY);
      expect(context).toMatchObject({ userId: undefined, isNobodys: true });
    }
    expectIgnored(privateMessage({ message: { from: telegram } }), "noSender");
    expect(readUserContext(groupMessage({ message: { sender_chat: null } as object }), BOT_IDENTITY)).toMatchObject({
      userId: String(USER_ID),
    });
  });

  test("row 70: whoever sent an update is known, of whatever kind it is", () => {
    const from = person();
    const contents = [
      { message: groupMessage().message },
      { edited_message: groupMessage().message },
      { business_message: messageOf() },
      { inline_query: { from } },
      { chosen_inline_result: { from } },
      { shipping_query: { from } },
      { pre_checkout_query: { from } },
      { purchased_paid_media: { from } },
      { chat_join_request: { from } },
      { chat_member: { from } },
      { message_reaction: { user: from } },
      { poll_answer: { user: from } },
      { business_connection: { user: from } },
      { chat_boost: { boost: { source: { user: from } } } },
      { removed_chat_boost: { source: { user: from } } },
    ];
    for (const content of contents) {
      const update = { update_id: 1, message_reaction_count: null, ...content };
      expect(readUserContext(update, BOT_IDENTITY), Object.keys(content)[0]).toMatchObject({ userId: String(USER_ID) });
    }
  });
});
