import { subscriptions } from "@bot-tracker/core";
import fc from "fast-check";
import type { BotSubscriptionUpdated } from "grammy/types";
import { expect, test } from "vitest";
import { TrackerHarness } from "../../../support/tracker-harness.ts";
import { BOT, person, privateMessage, USER_ID } from "../../../support/updates.ts";

const changed = (state: string, updateId = 1, parts: object = {}) => ({
  update_id: updateId,
  subscription: {
    user: person(USER_ID),
    invoice_payload: "pro-monthly",
    state: state as BotSubscriptionUpdated["state"],
    ...parts,
  } satisfies BotSubscriptionUpdated,
});

test.each([
  ["canceled", "sub_canceled"],
  ["active", "sub_active"],
  ["failed", "sub_failed"],
])(
  "row 75: a subscription that is %s is the event %s of its person, without what the bot sold it under",
  (state, event) => {
    expect(subscriptions()(changed(state))).toEqual([{ kind: "event", userId: String(USER_ID), event }]);
  },
);

test("every state that Telegram may add has a name of 3 to 20 characters, as both services take, or is left out", () => {
  const auto = subscriptions();
  expect(auto(changed("paused"))).toMatchObject([{ event: "sub_paused" }]);
  fc.assert(
    fc.property(fc.anything(), fc.string(), (anything, state) => {
      for (const call of [...auto(changed(state)), ...auto({ subscription: anything }), ...auto(Object(anything))]) {
        expect((call as { event: string }).event).toMatch(/^[a-z_]{3,20}$/);
      }
    }),
  );
});

test("what is no subscription of a person is none", () => {
  expect(subscriptions()(privateMessage())).toEqual([]);
  expect(subscriptions()({ update_id: 1, subscription: null })).toEqual([]);
  expect(subscriptions()(changed("active", 1, { user: BOT }))).toEqual([]);
});

test("both services get each state under its name, once per update, and no start or stop", async () => {
  await using harness = await TrackerHarness.start({ options: { autoEvents: [subscriptions()] } });
  const states = ["canceled", "active", "failed"];
  for (const [index, state] of states.entries()) harness.tracker.handleUpdate(changed(state, index + 1));
  harness.tracker.handleUpdate(changed("failed", 3));
  await harness.tracker.flush();
  const names = states.map((state) => `sub_${state}`);
  expect(harness.toTgtrack.map(({ body }) => body.event_type)).toEqual(names);
  expect(harness.toHowUsedBot.map(({ method }) => method)).toEqual(names);
  expect(harness.messages).toEqual([]);
});
