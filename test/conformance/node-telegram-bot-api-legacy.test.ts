import { describe, expect } from "vitest";
import { conformance } from "./conformance.ts";
import { test } from "./conformance-test.ts";
import { LEGACY } from "./subjects/legacy.ts";

conformance(LEGACY);

describe.each(LEGACY)("allowed_updates as an array: $name", (subject) => {
  // Others send `allowed_updates[0]=…`, which Telegram takes for no list.
  const writesJson = subject.name.includes("1.2") || subject.name.endsWith("0.67, polling");

  test("says that a list did not reach Telegram, which holds one without blocks", async ({ run, server, said }) => {
    const account = server.addBot({ username: "course_bot", allowedUpdates: ["message"] });
    const list = { allowedUpdates: ["message", "my_chat_member"], allowedUpdatesAsArray: true };
    await run(subject, { account, ...list });
    for (const text of ["one", "two"]) {
      account.user({ id: 42, first_name: "Anna" }).say(text);
      await account.waitUntilTaken();
    }
    const advice = () => said.filter((line) => line.includes("my_chat_member"));
    if (writesJson) expect(advice()).toEqual([]);
    else await expect.poll(advice).toEqual([expect.stringContaining("JSON.stringify([...])")]);
  });

  test("says nothing of a list without blocks that Telegram never saw", async ({ run, account, said }) => {
    await run(subject, { allowedUpdates: ["message"], allowedUpdatesAsArray: true });
    for (const text of ["one", "two"]) {
      account.user({ id: 42, first_name: "Anna" }).say(text);
      await account.waitUntilTaken();
    }
    const advice = () => said.filter((line) => line.includes("my_chat_member"));
    if (writesJson) await expect.poll(advice).toHaveLength(1);
    else expect(advice()).toEqual([]);
  });
});
