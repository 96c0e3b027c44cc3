import { expect, test } from "vitest";
import { sentDateIn, updateDateOf } from "../../../packages/core/src/telegram/message-dates.ts";
import { callbackQuery, DATE, myChatMember, privateMessage } from "../../support/updates.ts";

test("what was sent is dated by the message in the answer, an album by its first", () => {
  for (const method of ["sendMessage", "SENDPHOTO", "forwardMessage"]) {
    expect(sentDateIn(method, { message_id: 1, date: DATE })).toBe(DATE);
  }
  expect(sentDateIn("sendMediaGroup", [{ date: DATE }, { date: DATE }])).toBe(DATE);
});

test("the answer to a call that sends nothing new has no date of sending", () => {
  for (const method of ["editMessageText", "stopPoll", "getChat", "forwardMessages", "pinChatMessage"]) {
    expect(sentDateIn(method, { message_id: 1, date: DATE })).toBeUndefined();
  }
  for (const result of [
    true,
    undefined,
    null,
    [],
    { message_id: 1 },
    { date: 0 },
    { date: "now" },
    { date: DATE * 1000 },
  ]) {
    expect(sentDateIn("sendMessage", result)).toBeUndefined();
  }
});

test("a message and a block have a date, a pressed button has none", () => {
  expect(updateDateOf(privateMessage({ date: DATE + 1 }))).toBe(DATE + 1);
  expect(updateDateOf(myChatMember({ date: DATE + 2 }))).toBe(DATE + 2);
  for (const empty of [null, 0, "", false]) {
    expect(updateDateOf({ message: empty, ...myChatMember({ date: DATE + 3 }) })).toBe(DATE + 3);
  }
  for (const update of [callbackQuery(), undefined, null, 5, {}, { message: null }]) {
    expect(updateDateOf(update)).toBeUndefined();
  }
});
