import { describe, expect } from "vitest";
import { testOf } from "../conformance-test.ts";
import type { Subject } from "../subject.ts";

const ANNA = { id: 42, first_name: "Anna" };

export function allowedUpdates(subject: Subject): void {
  const test = testOf(subject);
  const { side } = subject;
  const { lists, stopUpdate } = side;
  describe("allowed_updates", () => {
    test("says once that blocks will not be seen when the bot's list leaves them out", async ({
      run,
      account,
      said,
    }) => {
      await run(subject, { allowedUpdates: lists.withoutStops });
      account.user(ANNA).say("one");
      account.user(ANNA).say("two");
      await account.waitUntilTaken();
      await expect.poll(() => said.filter((line) => line.includes(stopUpdate)).length).toBe(1);
    });

    test("says nothing when the list is the default or has them", async ({ run, account, said }) => {
      await run(subject, { allowedUpdates: lists.whole });
      account.user(ANNA).start("ad_1");
      await account.waitUntilTaken();
      expect(said.filter((line) => line.includes(stopUpdate))).toEqual([]);
    });

    if (side.name === "Telegram")
      test("meets a list that an earlier deployment left with Telegram", async ({ run, server, said }) => {
        const account = server.addBot({ username: "course_bot", allowedUpdates: ["message"] });
        await run(subject, { account });
        account.user(ANNA).say("one");
        await account.waitUntilTaken();
        if (subject.resetsAllowedUpdates) {
          account.user(ANNA).say("two");
          await account.waitUntilTaken();
          expect(said.filter((line) => line.includes(stopUpdate))).toEqual([]);
        } else await expect.poll(() => said.filter((line) => line.includes(stopUpdate)).length).toBe(1);
      });

    test("never gives the messenger a list of its own", async ({ run, account }) => {
      await run(subject);
      account.user(ANNA).say("one");
      await account.waitUntilTaken();
      const lists = account
        .calls(side.asksForUpdates)
        .map(side.listIn)
        .filter((list) => list !== undefined && JSON.stringify(list) !== "[]");
      expect(lists).toEqual([]);
    });
  });
}
