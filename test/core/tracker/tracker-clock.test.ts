import { expect, test } from "vitest";
import { BotHooks } from "../../../packages/core/src/adapter/bot-hooks.ts";
import { turn } from "../../support/manual-ports.ts";
import { TrackerHarness } from "../../support/tracker-harness.ts";
import { DATE, myChatMember, privateStart, USER_ID, unblock } from "../../support/updates.ts";

// The machine's clock shows DATE throughout.
const LATER = DATE + 30;
const FAILED = {
  method: "sendMessage",
  params: { chat_id: USER_ID, text: "Hi" },
  errorCode: 403,
  description: "Forbidden: bot was blocked by the user",
};

test("with the machine's clock behind, a failed send after a start is a stop, and no older than the start", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tracker.handleUpdate(privateStart({ date: LATER }));
  harness.tracker.handleSendFailure(FAILED);
  await harness.tracker.flush();
  expect(harness.toTgtrack[1]).toEqual({
    method: "my_bot_was_stopped",
    body: { user_id: String(USER_ID), date: LATER },
  });
});

test("with the machine's clock behind, calls without a date are newer than the updates before them", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tracker.handleUpdate(privateStart({ updateId: 1, date: LATER }));
  expect(await harness.tracker.userStopped({ userId: USER_ID })).toEqual({ stored: true });
  expect(await harness.tracker.userStopped({ userId: USER_ID })).toEqual({ stored: false, reason: "unchanged" });
  await harness.tracker.userStarted({ user: { id: USER_ID } });
  expect(await harness.tracker.userStopped({ userId: USER_ID })).toEqual({ stored: true });
});

test("an event without a date gets Telegram's", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const hooks = BotHooks.of(harness.tracker);
  const call = hooks.callStarted("sendMessage", {});
  await turn();
  hooks.callSucceeded("sendMessage", { message_id: 1, date: LATER }, call);
  await harness.tracker.trackEvent({ userId: USER_ID, event: "lesson" });
  await harness.tracker.flush();
  expect(harness.toTgtrack[0]?.body["date"]).toBe(LATER);
  expect(harness.messages).toEqual([expect.stringContaining("This machine's clock is 30 s behind Telegram's.")]);
});

test("a stop dated in the future by mistake does not make the next start look like an old one", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  await harness.tracker.userStopped({ userId: USER_ID, date: DATE + 86_400 });
  harness.tracker.handleUpdate(privateStart({ date: DATE + 5 }));
  harness.tracker.handleUpdate(myChatMember({ updateId: 2, date: DATE + 9 }));
  await harness.tracker.flush();
  expect(harness.toTgtrack).toHaveLength(3);
});

test("an unblock or a start that comes late lifts no newer block, so that a failed send reports none twice", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tracker.handleUpdate(myChatMember({ updateId: 1, date: DATE - 5 }));
  harness.tracker.handleUpdate(unblock({ updateId: 2, date: DATE - 50 }));
  harness.tracker.handleSendFailure(FAILED);
  harness.tracker.handleUpdate(privateStart({ updateId: 3, date: DATE - 60 }));
  harness.tracker.handleSendFailure(FAILED);
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body["update_id"])).toEqual([1, 3]);
});
