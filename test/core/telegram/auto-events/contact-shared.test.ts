import { type ContactSharedOptions, contactShared, TrackerConfigError } from "@bot-tracker/core";
import fc from "fast-check";
import type { Contact, Message } from "grammy/types";
import { expect, test } from "vitest";
import { TrackerHarness } from "../../../support/tracker-harness.ts";
import { groupChat, person, privateMessage, USER_ID } from "../../../support/updates.ts";

const PHONE = "+79990001122";
const auto = contactShared({ goal: "lead" });

const contactUpdate = (contact: Partial<Contact> = {}, message: Partial<Message> = {}, updateId = 1) =>
  privateMessage({
    updateId,
    text: null,
    message: {
      contact: { phone_number: PHONE, first_name: "Анна", user_id: USER_ID, ...contact },
      ...message,
    } as Partial<Message>,
  });

test("a person's own phone is the goal, once for each person, and the phone itself is not told", () => {
  const calls = auto(contactUpdate());
  expect(calls).toEqual([{ kind: "goal", userId: String(USER_ID), target: "lead", key: "lead" }]);
  expect(JSON.stringify(calls)).not.toContain(PHONE);
});

test("somebody else's contact, a forwarded one and one in a group are not", () => {
  const { user_id: _id, ...unknownPerson } = contactUpdate().message.contact as Contact;
  const forwarded = { forward_origin: { type: "user", date: 1, sender_user: person() } } as Partial<Message>;
  expect(auto(contactUpdate({ user_id: 42 }))).toEqual([]);
  expect(auto(contactUpdate({}, { contact: unknownPerson }))).toEqual([]);
  expect(auto(contactUpdate({}, forwarded))).toEqual([]);
  expect(auto(contactUpdate({}, { chat: groupChat() } as Partial<Message>))).toEqual([]);
  expect(auto(privateMessage())).toEqual([]);
});

test("no update whatever makes it throw", () => {
  fc.assert(
    fc.property(fc.object(), fc.anything(), (update, contact) => {
      auto(update);
      auto({ message: { chat: { type: "private" }, from: { id: 5 }, contact } });
    }),
  );
});

test.each([[undefined], [""], ["  "], [5]])("the goal %o is refused with what was expected", (goal) => {
  const make = () => contactShared({ goal } as ContactSharedOptions);
  expect(make).toThrow(TrackerConfigError);
  expect(make).toThrow("needs the name of a goal");
});

test("a phone sent again, in the same update or in another, counts once", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack", options: { autoEvents: [auto] } });
  for (const updateId of [1, 1, 2, 3]) harness.tracker.handleUpdate(contactUpdate({}, {}, updateId));
  await harness.tracker.flush();
  expect(harness.toTgtrack).toEqual([
    { method: "send_reach_goal", body: { user_id: String(USER_ID), target: "lead" } },
  ]);
  expect(harness.tgtrack.requests.map(({ body }) => body).join()).not.toContain(PHONE);
});
