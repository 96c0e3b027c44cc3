import { expect, test } from "vitest";
import { nextPerson } from "../../../packages/core/src/outbox/rules/person.ts";
import { classifyUpdate } from "../../../packages/core/src/telegram/classify-update.ts";
import { readSendFailure } from "../../../packages/core/src/telegram/send-failure.ts";
import { parseStartCommand } from "../../../packages/core/src/telegram/start-command.ts";
import {
  BOT_IDENTITY,
  callbackQuery,
  channelChat,
  DATE,
  groupChat,
  groupMessage,
  messageOf,
  myChatMember,
  privateMessage,
  privateStart,
  type Status,
  supergroupChat,
} from "../../support/updates.ts";

// The mistakes that hand-written trackers make, as far as reading an update can prevent them.

test("M1: `left` and the removal from a group or channel are never a block", () => {
  const statuses: Status[] = ["creator", "administrator", "member", "restricted", "left", "kicked"];
  const stops: string[] = [];
  for (const chat of [undefined, groupChat(), supergroupChat(), channelChat()]) {
    for (const before of statuses) {
      for (const after of statuses) {
        const update = myChatMember({ before, after, ...(chat === undefined ? {} : { chat }) });
        if (classifyUpdate(update, BOT_IDENTITY).kind === "stop") stops.push(`${chat?.type}: ${before} to ${after}`);
      }
    }
  }
  expect(stops).toEqual(["undefined: member to kicked"]);
});

test("M2: ordinary messages and buttons are told apart from starts and stops", () => {
  const busyDay = [privateMessage(), callbackQuery(), groupMessage(), privateStart(), myChatMember()];
  expect(busyDay.map((update) => classifyUpdate(update, BOT_IDENTITY).kind)).toEqual([
    "activity",
    "activity",
    "ignored",
    "start",
    "stop",
  ]);
});

test("M9: an update is the same after it was read, byte for byte", () => {
  for (const update of [privateStart({ payload: "adA" }), myChatMember(), callbackQuery(), groupMessage()]) {
    const before = JSON.stringify(update);
    classifyUpdate(deepFreeze(update), BOT_IDENTITY);
    expect(JSON.stringify(update)).toBe(before);
  }
});

test("M10: a payload is neither lost behind a mention, a tab or a line break nor glued to the command", () => {
  const payloadOf = (text: string) => parseStartCommand(messageOf({ text }), "CourseBot")?.payload;
  for (const text of ["/start adA", "/start@CourseBot adA", "/start\tadA", "/start\nadA", "/start   adA  "]) {
    expect(payloadOf(text)).toBe("adA");
  }
  expect(payloadOf("/start")).toBe("");
  expect(payloadOf("/startadA")).toBeUndefined();
});

test("M11: a known person's start by another ad is a start with that ad's payload", () => {
  const first = classifyUpdate(privateStart({ payload: "adA" }), BOT_IDENTITY);
  const second = classifyUpdate(privateStart({ payload: "adB", date: DATE + 60 }), BOT_IDENTITY);
  expect(second).toMatchObject({ kind: "start", payload: "adB" });
  if (first.kind !== "start" || second.kind !== "start") throw new Error("Both are starts.");
  const { person } = nextPerson(undefined, first);
  expect(nextPerson(person, second).verdict).toBe("returned");
});

test("M14: a block found on sending is the recipient's, not of whoever was forwarded or is being served", () => {
  const forward = { chat_id: 111, from_chat_id: 222, message_id: 5, user_id: 333 };
  const description = "Forbidden: bot was blocked by the user";
  for (const method of ["forwardMessage", "copyMessage", "sendMessage"]) {
    expect(readSendFailure({ method, params: forward, errorCode: 403, description })).toEqual({ userId: "111" });
  }
  const business = { ...forward, business_connection_id: "BAADBAADrwADBREAAYag" };
  expect(readSendFailure({ method: "sendMessage", params: business, errorCode: 403, description })).toBeUndefined();
});

test("M16: starts and stops carry the time of the update, however late it is read", () => {
  const date = DATE - 23 * 3600;
  expect(classifyUpdate(privateStart({ date }), BOT_IDENTITY)).toMatchObject({ kind: "start", date });
  expect(classifyUpdate(myChatMember({ date }), BOT_IDENTITY)).toMatchObject({ kind: "stop", date });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
