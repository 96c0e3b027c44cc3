import { expect, test } from "vitest";
import { AllowedUpdatesWatch } from "../../../packages/core/src/telegram/allowed-updates-watch.ts";
import { turn } from "../../support/manual-ports.ts";

function watching() {
  const warnings: string[] = [];
  const watch = new AllowedUpdatesWatch((message) => void warnings.push(message));
  let asked = 0;
  const answering = (allowedUpdates: unknown) => async () => {
    asked++;
    return { url: "", allowed_updates: allowedUpdates };
  };
  return { watch, warnings, answering, asked: () => asked };
}

test.each<[what: string, list: unknown, warns: boolean]>([
  ["without `my_chat_member`", ["message", "callback_query"], true],
  ["with it", ["message", "my_chat_member"], false],
  ["empty, which is the default", [], false],
  ["as JSON text without it", '["message"]', true],
  ["as JSON text with it", '["message","my_chat_member"]', false],
])("a list %s", async (_what, list, warns) => {
  const { watch, warnings, answering, asked } = watching();
  watch.listGiven(list, answering(["message"]));
  await turn();
  expect(warnings).toHaveLength(warns ? 1 : 0);
  expect(asked()).toBe(0);
});

test.each<[what: string, kept: unknown, warns: boolean]>([
  ["holds a list without it", ["message"], true],
  ["holds a list with it", ["message", "my_chat_member"], false],
  ["names none, which is the default", undefined, false],
])("where no list is given, Telegram is asked once, and %s", async (_what, kept, warns) => {
  const { watch, warnings, answering, asked } = watching();
  const ask = answering(kept);
  watch.listGiven(undefined, ask);
  watch.listGiven(undefined, ask);
  watch.updateCame(ask);
  await turn();
  expect(asked()).toBe(1);
  expect(warnings).toHaveLength(warns ? 1 : 0);
});

test("a webhook bot, which calls nothing itself, is asked about at its first update", async () => {
  const { watch, warnings, answering, asked } = watching();
  watch.updateCame(undefined);
  for (let update = 0; update < 5; update++) watch.updateCame(answering(["message"]));
  await turn();
  expect(asked()).toBe(1);
  expect(warnings).toHaveLength(1);
});

test("a question that fails, or is answered with anything else, costs nothing", async () => {
  for (const ask of [
    async () => {
      throw new Error("offline");
    },
    async () => null,
    async () => "text",
    async () => ({ allowed_updates: "not JSON" }),
  ]) {
    const { watch, warnings } = watching();
    watch.listGiven("not JSON", ask);
    await turn();
    expect(warnings).toEqual([]);
  }
});

test("a list that Telegram cannot see is none, and the advice says how to write it", async () => {
  const { watch, warnings, answering, asked } = watching();
  watch.listGiven(undefined, answering(["message"]), true);
  await turn();
  expect(asked()).toBe(1);
  expect(warnings).toEqual([expect.stringContaining("JSON.stringify([...])")]);
});

test("an array of unknown form counts as unseen until it is seen as text", async () => {
  const unseen = watching();
  unseen.watch.arrayGiven();
  unseen.watch.updateCame(unseen.answering(["message"]));
  await turn();
  expect(unseen.warnings).toEqual([expect.stringContaining("JSON.stringify([...])")]);

  const seen = watching();
  seen.watch.arrayGiven();
  seen.watch.listGiven('["message"]', seen.answering(["message"]));
  await turn();
  expect(seen.warnings).toEqual([expect.not.stringContaining("JSON.stringify")]);
});
