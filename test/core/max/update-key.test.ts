import fc from "fast-check";
import { expect, test } from "vitest";
import { classifyUpdate } from "../../../packages/core/src/max/classify-update.ts";
import { max } from "../../../packages/core/src/max/max.ts";
import { readUserContext } from "../../../packages/core/src/max/read-user-context.ts";
import { updateKeyOf } from "../../../packages/core/src/max/update-key.ts";
import {
  botStarted,
  botStopped,
  buttonPress,
  dialogMessage,
  eventUpdate,
  MAX_BOT_IDENTITY,
  MAX_DATE,
  MAX_USER_ID,
} from "../../support/max-updates.ts";

const UPDATES = [
  botStarted({ payload: "ad_1" }),
  botStopped(),
  dialogMessage(),
  { ...dialogMessage(), update_type: "message_edited" },
  buttonPress(),
  eventUpdate("dialog_muted"),
];

test("row 81: an update that comes again has the key of the first, whatever object it is", () => {
  for (const update of UPDATES) expect(updateKeyOf(structuredClone(update))).toBe(updateKeyOf(update));
});

test("row 81: updates of other types, times, chats, people, messages and presses have other keys", () => {
  const others = [
    ...UPDATES,
    botStarted({ timestampMs: MAX_DATE * 1000 + 679 }),
    botStarted({ userId: MAX_USER_ID + 1 }),
    { ...botStarted(), chat_id: 1 },
    dialogMessage({ mid: "mid.0002" }),
    { ...dialogMessage(), update_type: "message_edited", timestamp: MAX_DATE * 1000 + 999 },
    // One keyboard may give the same id to every press.
    buttonPress({ timestampMs: MAX_DATE * 1000 + 700 }),
    buttonPress({ callbackId: "keyboard-2" }),
  ];
  expect(new Set(others.map(updateKeyOf)).size).toBe(others.length);
});

test("row 81: a message has one key whichever time its delivery is given", () => {
  expect(updateKeyOf({ ...dialogMessage(), timestamp: 5 })).toBe(updateKeyOf(dialogMessage()));
});

test("a key names nobody and no chat", () => {
  for (const update of UPDATES) {
    expect(updateKeyOf(update)).toMatch(/^[\w-]{22}$/);
  }
});

test("what has neither an id nor a time has no key, so that two of them count twice", () => {
  for (const update of [
    null,
    7,
    {},
    { update_type: "bot_started" },
    { update_type: "message_created", timestamp: 1, message: { body: {} } },
    { update_type: "message_callback", timestamp: 1, callback: { user: {} } },
  ]) {
    expect(updateKeyOf(update)).toBeUndefined();
  }
});

test("tells a handler whose update it is, when it was and what start", () => {
  expect(readUserContext(botStarted({ payload: "ad_1" }), MAX_BOT_IDENTITY)).toEqual({
    userId: String(MAX_USER_ID),
    date: MAX_DATE,
    updateId: updateKeyOf(botStarted({ payload: "ad_1" })),
    startPayload: "ad_1",
  });
  expect(readUserContext(buttonPress(), undefined)).toMatchObject({ userId: String(MAX_USER_ID), date: MAX_DATE });
  const removed = {
    update_type: "message_removed",
    timestamp: MAX_DATE * 1000,
    chat_id: 5,
    user_id: 6,
    message_id: "m",
  };
  expect(readUserContext(removed, undefined)).toMatchObject({ userId: "6" });
  const post = dialogMessage({ message: { sender: null } });
  expect(readUserContext(post, undefined)).toMatchObject({ userId: undefined, isNobodys: true });
});

test("no JSON value makes any of it throw", () => {
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.tuple(fc.constantFrom(...UPDATES), fc.jsonValue()).map(([update, value]) => {
      const [name] = Object.keys(value ?? {});
      return { ...update, message: value, callback: value, user: value, ...(name && { [name]: value }) };
    }),
  );
  fc.assert(
    fc.property(anything, (value) => {
      expect(["start", "stop", "activity", "ignored"]).toContain(classifyUpdate(value).kind);
      updateKeyOf(value);
      readUserContext(value, MAX_BOT_IDENTITY);
      max.updateDateOf(value);
      max.sentDateIn("POST messages", value);
      max.readSendFailure({ method: "POST messages", params: value, errorCode: 403, description: "chat.denied" });
    }),
    { numRuns: 500 },
  );
});
