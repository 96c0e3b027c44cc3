import { commands, contactShared, payments, subscriptions, TrackerConfigError } from "@bot-tracker/max";
import { describe, expect, test } from "vitest";
import { botStarted, dialogMessage, GROUP, MAX_DATE, MAX_USER_ID, maxUser } from "../../../support/max-updates.ts";

const userId = String(MAX_USER_ID);

describe("commands", () => {
  test.each(["/help", "/help me please", "/help@course_bot", " /help"])("reports %s", (text) => {
    expect(commands()(dialogMessage({ text }))).toEqual([
      { kind: "event", userId, event: "command", labels: { command: "help" }, params: ["help"], date: MAX_DATE },
    ]);
  });

  test.each(["/start", "/Start x", "help", "/", "/etc/passwd", "1 /help"])("does not report %s", (text) => {
    expect(commands()(dialogMessage({ text }))).toEqual([]);
  });

  test("reports nothing of groups, forwarded messages, edits and bots", () => {
    const text = "/help";
    const link = { type: "forward", message: dialogMessage({ text }).message.body } as const;
    for (const update of [
      dialogMessage({ text, message: { recipient: GROUP } }),
      dialogMessage({ text, message: { link } }),
      dialogMessage({ text, message: { sender: { ...maxUser(), is_bot: true } } }),
      { ...dialogMessage({ text }), update_type: "message_edited" },
      botStarted({ payload: text }),
    ]) {
      expect(commands()(update)).toEqual([]);
    }
  });
});

describe("contactShared", () => {
  const contactOf = (id: number): object =>
    dialogMessage({
      text: null,
      body: { attachments: [{ type: "contact", payload: { vcf_info: "x", max_info: maxUser(id), hash: "h" } }] },
    });

  test("reports the goal when a person sends their own phone, once per person", () => {
    expect(contactShared({ goal: "phone" })(contactOf(MAX_USER_ID))).toEqual([
      { kind: "goal", userId, target: "phone", key: "phone" },
    ]);
  });

  test("does not report somebody else's contact, nor a message without one", () => {
    expect(contactShared({ goal: "phone" })(contactOf(MAX_USER_ID + 1))).toEqual([]);
    expect(contactShared({ goal: "phone" })(dialogMessage())).toEqual([]);
  });

  test("says what it needs when the goal has no name", () => {
    expect(() => contactShared({ goal: " " })).toThrow(TrackerConfigError);
  });
});

test.each([
  ["payments", payments({ currency: "RUB" })],
  ["subscriptions", subscriptions()],
])("%s reports nothing and says that MAX has none", (name, autoEvent) => {
  const said: string[] = [];
  expect(autoEvent(dialogMessage(), (message) => void said.push(message))).toEqual([]);
  expect(said).toEqual([expect.stringContaining(`${name}() reports nothing for a bot in MAX`)]);
});
