import { describe, expect, test } from "vitest";
import { classifyUpdate } from "../../../packages/core/src/max/classify-update.ts";
import { IGNORED } from "../../../packages/core/src/max/ignored-signals.ts";
import { readSendFailure } from "../../../packages/core/src/max/send-failure.ts";
import type { Signal } from "../../../packages/core/src/messenger/signal.ts";
import { nextPerson, type Person, type PersonChange } from "../../../packages/core/src/outbox/rules/person.ts";
import {
  botStarted,
  botStopped,
  buttonPress,
  dialogMessage,
  eventUpdate,
  GROUP,
  MAX_BOT_IDENTITY,
  MAX_DATE,
  MAX_USER_ID,
  maxUser,
} from "../../support/max-updates.ts";

// The rows of the rules table in docs/telegram.md that are about MAX. Row 81, an update that comes twice, is with
// update-key.test.ts.

const classify = (update: object): Signal => classifyUpdate(update, MAX_BOT_IDENTITY);
const activity: Signal = { kind: "activity", userId: String(MAX_USER_ID) };

/** Runs updates one after another as an outbox does, and gives what each amounted to for the person. */
function verdicts(updates: object[]): string[] {
  let person: Person | undefined;
  return updates.map((update) => {
    const signal = classify(update);
    if (signal.kind !== "start" && signal.kind !== "stop") return signal.kind;
    const isTyped = signal.kind === "start" && signal.isTyped === true;
    const change: PersonChange = { kind: isTyped ? "typed-start" : signal.kind, date: signal.date };
    const next = nextPerson(person, change);
    person = next.person;
    return next.verdict;
  });
}

const at = (seconds: number): { timestampMs: number } => ({ timestampMs: (MAX_DATE + seconds) * 1000 + 400 });

describe("starts and stops", () => {
  test("row 59: `bot_started` is a start with its payload, dated in seconds", () => {
    expect(classify(botStarted({ payload: "PJaf5568712cd" }))).toEqual({
      kind: "start",
      user: { id: String(MAX_USER_ID), firstName: "Анна", lastName: "Петрова", username: "anna_petrova" },
      payload: "PJaf5568712cd",
      payloadKind: "deep-link",
      date: MAX_DATE,
    });
    for (const payload of [undefined, null, ""] as const) {
      const update = botStarted(payload === undefined ? {} : { payload });
      expect(classify(update)).toMatchObject({ kind: "start", payload: "", payloadKind: "none" });
    }
  });

  test("row 59: a payload of 128 characters, whatever they are, came by a link and is kept whole", () => {
    for (const payload of ["x".repeat(128), "реклама.1 & more"]) {
      expect(classify(botStarted({ payload }))).toMatchObject({ payload, payloadKind: "deep-link" });
    }
  });

  test("row 60: `bot_stopped` is a stop at the update's time", () => {
    expect(classify(botStopped())).toEqual({ kind: "stop", userId: String(MAX_USER_ID), date: MAX_DATE });
  });

  test("row 61: a typed `/start` is a return, and within a minute of `bot_started` the same start", () => {
    const typed = (seconds: number): object =>
      dialogMessage({ text: "/start x", mid: `mid.${seconds}`, ...at(seconds) });
    expect(classify(typed(0))).toMatchObject({ kind: "start", payload: "x", payloadKind: "typed", isTyped: true });
    const start = botStarted({ payload: "ad_1", ...at(0) });
    expect(verdicts([start, typed(1), typed(60), typed(121)])).toEqual([
      "started",
      "unchanged",
      "unchanged",
      "returned",
    ]);
    expect(verdicts([start, typed(61)])).toEqual(["started", "returned"]);
    // Two ads within a minute are two starts: neither is typed.
    expect(verdicts([start, botStarted({ payload: "ad_2", ...at(5) })])).toEqual(["started", "returned"]);
    expect(verdicts([typed(0)])).toEqual(["started"]);
    expect(verdicts([start, botStopped(at(2)), typed(3)])).toEqual(["started", "stopped", "returned"]);
  });

  test.each(["/started", "hello /start", "/start@another_bot x", "/startx"])("row 61: %s is no start", (text) => {
    expect(classify(dialogMessage({ text }))).toEqual(activity);
  });

  test("row 61: `/start@course_bot x` is one, in any case of letters, and so is one after spaces", () => {
    for (const text of ["/start@Course_Bot x", "  /start x", "/start\tx\n"]) {
      expect(classify(dialogMessage({ text }))).toMatchObject({ kind: "start", payload: "x" });
    }
  });

  test("row 61: a forwarded `/start x` is somebody else's, and one in a group is nothing", () => {
    const message = { ...dialogMessage().message.body, text: "/start x" };
    const link = { type: "forward", message } as const;
    expect(classify(dialogMessage({ text: "/start x", message: { link } }))).toEqual(activity);
    expect(classify(dialogMessage({ text: "/start x", message: { recipient: GROUP } }))).toBe(IGNORED.notDialog);
  });

  test.each(["dialog_removed", "dialog_cleared", "dialog_muted", "dialog_unmuted"] as const)(
    "row 62: %s is nothing: the person can still be written to",
    (type) => {
      expect(classify(eventUpdate(type))).toBe(IGNORED.unwatched);
    },
  );

  test.each(["bot_added", "bot_removed", "user_added", "user_removed", "chat_title_changed"] as const)(
    "row 62: %s is nothing: it happened in a group",
    (type) => {
      expect(classify(eventUpdate(type, { is_channel: false }))).toBe(IGNORED.unwatched);
    },
  );
});

describe("activity", () => {
  test("row 77: a message, an edit and a button press in the dialog are activity", () => {
    expect(classify(dialogMessage())).toEqual(activity);
    expect(classify({ ...dialogMessage(), update_type: "message_edited" })).toEqual(activity);
    expect(classify(buttonPress())).toEqual(activity);
  });

  test("row 77: the same in a group is nothing, and so is a button whose message is gone", () => {
    expect(classify(dialogMessage({ message: { recipient: GROUP } }))).toBe(IGNORED.notDialog);
    expect(classify({ ...buttonPress(), message: null })).toBe(IGNORED.foreignChat);
    const pressed = buttonPress();
    expect(classify({ ...pressed, message: { ...pressed.message, recipient: GROUP } })).toBe(IGNORED.notDialog);
  });

  test("row 78: what a bot or nobody wrote is nothing", () => {
    expect(classify(dialogMessage({ message: { sender: { ...maxUser(), is_bot: true } } }))).toBe(IGNORED.byBot);
    expect(classify(dialogMessage({ message: { sender: null } }))).toBe(IGNORED.noSender);
  });

  test("row 78: comments, removed messages and kinds that nobody knows yet are nothing", () => {
    for (const type of ["comment_created", "message_removed", "invented_later"]) {
      expect(classify({ ...dialogMessage(), update_type: type })).toBe(IGNORED.unwatched);
    }
  });

  test.each([
    ["no type", { timestamp: 1 }],
    ["a start without a person", { ...botStarted(), user: null }],
    ["a start dated in seconds", { ...botStarted(), timestamp: MAX_DATE }],
    ["a stop without a date", { ...botStopped(), timestamp: undefined }],
    ["a message that is none", { update_type: "message_created", timestamp: MAX_DATE * 1000, message: 7 }],
  ])("says of %s that it cannot come from MAX", (_what, update) => {
    expect(classify(update)).toBe(IGNORED.malformed);
  });
});

describe("failed sends", () => {
  const call = { method: "POST messages", params: { user_id: MAX_USER_ID }, errorCode: 403 };
  const refused = { userId: String(MAX_USER_ID) };

  test.each(["chat.denied: error.dialog.suspended", "chat.denied", "error.dialog.suspended: the dialog is suspended"])(
    "row 79: a send that fails with 403 `%s` is a stop of the recipient",
    (description) => {
      expect(readSendFailure({ ...call, description })).toEqual(refused);
      expect(readSendFailure({ ...call, description, params: { user_id: String(MAX_USER_ID) } })).toEqual(refused);
    },
  );

  test.each([
    ["a dialog that never was", { description: "chat.denied: error.dialog.notfound" }],
    ["a chat that is not found", { errorCode: 404, description: "chat.not.found: Chat not found" }],
    ["a limit", { errorCode: 429, description: "too.many.requests: error.dialog.suspended" }],
    ["a reading call", { method: "GET chats/1", description: "chat.denied: error.dialog.suspended" }],
    ["a dialog whose person is not known", { params: { chat_id: 5 }, description: "chat.denied" }],
    ["a group", { params: { user_id: -5 }, description: "chat.denied: error.dialog.suspended" }],
    ["an answer in no known words", { description: undefined }],
  ])("row 80: %s is no stop", (_what, parts) => {
    expect(readSendFailure({ ...call, ...parts })).toBeUndefined();
  });
});
