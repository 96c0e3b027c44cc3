import { expect, test, vi } from "vitest";
import { max } from "../../../packages/core/src/max/max.ts";

function watched(): { watch: ReturnType<typeof max.watchCalls>; said: string[] } {
  const said: string[] = [];
  return { watch: max.watchCalls((message) => void said.push(message)), said };
}

test("names what a list of update types leaves out, as a poll and as a subscription give it", () => {
  for (const params of [
    { types: "message_created,bot_stopped" },
    { update_types: ["message_created", "bot_stopped"] },
  ]) {
    const { watch, said } = watched();
    watch.updatesAsked(params, undefined);
    expect(said).toEqual([expect.stringContaining("not to send `bot_started`, so no start")]);
  }
  const { watch, said } = watched();
  watch.updatesAsked({ types: "message_created" }, undefined);
  expect(said).toEqual([expect.stringContaining("`bot_started` and `bot_stopped`")]);
});

test("says nothing of no list, an empty one, and one that has both", () => {
  const { watch, said } = watched();
  for (const params of [{}, { types: "" }, { update_types: [] }, { types: "bot_started,bot_stopped" }, null]) {
    watch.updatesAsked(params, undefined);
  }
  expect(said).toEqual([]);
});

test("asks MAX for its subscriptions once, where updates come without the bot having asked for them", async () => {
  const { watch, said } = watched();
  const webhookInfo = vi.fn(async () => ({ subscriptions: [{ url: "https://x", update_types: ["message_created"] }] }));
  watch.updateCame({ webhookInfo });
  watch.updateCame({ webhookInfo });
  await vi.waitFor(() => expect(said).toHaveLength(1));
  expect(webhookInfo).toHaveBeenCalledTimes(1);
});

test("does not ask a bot that polls, and keeps a refused question to itself", async () => {
  const webhookInfo = vi.fn(() => Promise.reject(new Error("no")));
  const polling = watched();
  polling.watch.updatesAsked({}, undefined);
  polling.watch.updateCame({ webhookInfo });
  expect(webhookInfo).not.toHaveBeenCalled();
  const pushed = watched();
  pushed.watch.updateCame({ webhookInfo });
  await Promise.resolve();
  expect(pushed.said).toEqual([]);
});

test("learns who the bot is from its own question alone", () => {
  const { watch } = watched();
  expect(watch.identityIn("GET me", { user_id: 9, username: "b" })).toEqual({ id: "9", username: "b" });
  expect(watch.identityIn("GET me", { user_id: 9, username: null })).toEqual({ id: "9" });
  expect(watch.identityIn("GET chats/9", { user_id: 9 })).toBeUndefined();
});
