import { expect, test } from "vitest";
import { parseStartCommand } from "../../../packages/core/src/telegram/start-command.ts";
import { messageOf, supergroupChat } from "../../support/updates.ts";

test("any message may be given: one of a group, a channel, a business chat, a guest chat or an edit is no start", () => {
  const message = messageOf({ text: "/start x" });
  expect(parseStartCommand(message)).toEqual({ payload: "x", payloadKind: "deep-link" });
  for (const elsewhere of [
    { chat: supergroupChat() },
    { sender_chat: supergroupChat() },
    { business_connection_id: "BAADBAADrwADBREAAYag" },
    { guest_query_id: "770011223344" },
    { edit_date: 1_795_176_030 },
  ]) {
    expect(parseStartCommand({ ...message, ...elsewhere })).toBeUndefined();
  }
});

test("the bot's username may be given with its @", () => {
  expect(parseStartCommand(messageOf({ text: "/start@CourseBot x" }), "@coursebot")?.payload).toBe("x");
});

test("while the bot's username is unknown, a mention is taken for its own", () => {
  expect(parseStartCommand(messageOf({ text: "/start@CourseBot x" }))?.payload).toBe("x");
});
