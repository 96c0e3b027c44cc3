import { expect, test } from "vitest";
import { BotHooks } from "../../packages/core/src/adapter/bot-hooks.ts";
import { maxFramework } from "../../packages/max/src/max-framework.ts";
import { TrackerHarness } from "../support/tracker-harness.ts";

test("an API object is looked through once, although every context brings it", async () => {
  await using harness = await TrackerHarness.start();
  const hooks = BotHooks.of(harness.tracker);
  let looks = 0;
  const ownKeys = (): string[] => {
    looks++;
    return [];
  };
  const raw = new Proxy({}, { ownKeys });
  const api = { raw, getChat: async () => ({}), getMyInfo: async () => ({}) };
  for (let update = 0; update < 3; update++) maxFramework.hookContext({ update: {}, api }, hooks);
  expect(looks).toBe(1);
});
