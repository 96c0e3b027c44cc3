import { expect, test } from "vitest";
import { readSendFailure } from "../../../packages/core/src/telegram/send-failure.ts";

const blocked = { errorCode: 403, description: "Forbidden: bot was blocked by the user" };

test("any call that reaches a person can tell of their block", () => {
  for (const method of ["sendPhoto", "sendMediaGroup", "forwardMessages", "copyMessages", "sendChatAction"]) {
    expect(readSendFailure({ ...blocked, method, params: { chat_id: 5 } })).toEqual({ userId: "5" });
  }
});

test("a call that only reads, or names nobody, tells of no block", () => {
  expect(readSendFailure({ ...blocked, method: "getChat", params: { chat_id: 5 } })).toBeUndefined();
  for (const params of [undefined, null, {}, { user_id: 5 }]) {
    expect(readSendFailure({ ...blocked, method: "sendMessage", params })).toBeUndefined();
  }
});

test("the words alone tell nothing without the code 403", () => {
  for (const errorCode of [400, 429, "403", undefined]) {
    expect(readSendFailure({ ...blocked, errorCode, method: "sendMessage", params: { chat_id: 5 } })).toBeUndefined();
  }
});

test("a chat's id beyond what a number holds exactly is refused rather than rounded to somebody else's", () => {
  const params = { chat_id: "90071992547409931" };
  expect(readSendFailure({ ...blocked, method: "sendMessage", params })).toBeUndefined();
});
