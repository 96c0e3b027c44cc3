import { commands } from "@bot-tracker/core";
import fc from "fast-check";
import type { Message } from "grammy/types";
import { expect, test } from "vitest";
import { DATE, groupMessage, person, privateMessage, privateStart, USER_ID } from "../../../support/updates.ts";

const auto = commands();
const commandsIn = (text: string) =>
  auto(privateMessage({ text })).map((call) => ("params" in call ? call.params : []));

test("a command is the event `command` with its name as label and param, at its update's time", () => {
  expect(auto(privateMessage({ text: "/pay 500" }))).toEqual([
    {
      kind: "event",
      userId: String(USER_ID),
      event: "command",
      labels: { command: "pay" },
      params: ["pay"],
      date: DATE,
    },
  ]);
});

test("slash, mention and arguments are not part of the name", () => {
  expect(commandsIn("/help@CourseBot")).toEqual([["help"]]);
  expect(commandsIn("/Help me please")).toEqual([["Help"]]);
});

test("a start is reported as a start alone", () => {
  expect(auto(privateStart({ payload: "adA" }))).toEqual([]);
  expect(commandsIn("/START")).toEqual([]);
  expect(commandsIn("/started")).toEqual([["started"]]);
});

test("text that only looks like a command, groups and forwarded messages are none", () => {
  expect(commandsIn("see /pay")).toEqual([]);
  expect(
    auto(privateMessage({ text: "/pay", message: { entities: undefined } as unknown as Partial<Message> })),
  ).toEqual([]);
  expect(auto(groupMessage({ text: "/pay" }))).toEqual([]);
  const forwarded = { forward_origin: { type: "user", date: 1, sender_user: person() } } as Partial<Message>;
  expect(auto(privateMessage({ text: "/pay", message: forwarded }))).toEqual([]);
});

test("no update whatever makes it throw", () => {
  fc.assert(
    fc.property(fc.object(), fc.string(), fc.anything(), (update, text, entities) => {
      auto(update);
      auto({ message: { chat: { type: "private" }, from: { id: 5 }, text, entities: [entities] } });
    }),
  );
});
