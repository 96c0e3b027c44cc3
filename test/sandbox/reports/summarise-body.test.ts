import { expect, test } from "vitest";
import { summariseBody } from "../../../packages/sandbox/src/reports/summarise-body.ts";

const summaryOf = (body: object) => summariseBody(JSON.stringify(body));

test("a request says what no other column does", () => {
  const body = { botId: 1, apiToken: "sandbox", requestType: "event", event: "start", userId: 5, param_1: "PJ1" };
  expect(summaryOf(body)).toEqual([
    { name: "event", value: "start" },
    { name: "param_1", value: "PJ1" },
  ]);
  expect(summaryOf({ user_id: "5" })).toEqual([]);
});

test("an event says its amount and its labels", () => {
  const labels = [
    { name: "plan", value: "год" },
    { name: "plan", value: "second" },
  ];
  expect(summaryOf({ user_id: "5", event_type: "sale", amount: 1500, labels })).toEqual([
    { name: "event_type", value: "sale" },
    { name: "amount", value: "1500" },
    { name: "plan", value: "год" },
    { name: "plan", value: "second" },
  ]);
});

test("a start says its command, wherever in the update that stands", () => {
  const from = { id: 5, is_bot: false, first_name: "x".repeat(300) };
  const message = { message_id: 1, from, chat: { id: 5, type: "private" }, date: 1, text: "/start PJ1" };
  expect(summaryOf({ update_id: 7, message })).toEqual([{ name: "message", value: "/start PJ1" }]);
});

test("a block says what became of the bot", () => {
  const change = { old_chat_member: { status: "member" }, new_chat_member: { status: "kicked" } };
  expect(summaryOf({ update_id: 7, my_chat_member: change })).toEqual([
    { name: "my_chat_member", value: "member → kicked" },
  ]);
});

test("a form says its fields", () => {
  expect(summariseBody("botId=1&apiToken=sandbox&event=menu&param_1=%D0%BA")).toEqual([
    { name: "event", value: "menu" },
    { name: "param_1", value: "к" },
  ]);
});

test("a long value is cut, and there are eight parts at most", () => {
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`field${index}`, "y".repeat(500)]));
  const summary = summaryOf(many);
  expect(summary).toHaveLength(8);
  expect(summary?.[0]?.value).toMatch(/^y{119}…$/);
});

test.each([["oops"], [""], ["[1]"], ['{"user_id":"5"']])("%j is left as it is", (bodyText) => {
  expect(summariseBody(bodyText)).toBeNull();
});
