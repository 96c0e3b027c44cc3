import { webhook } from "@bot-tracker/core";
import { describe, expect } from "vitest";
import { RecordingServer } from "../../support/recording-server.ts";
import { testOf } from "../conformance-test.ts";
import type { Subject } from "../subject.ts";

export function stopping(subject: Subject): void {
  const test = testOf(subject);
  describe("stopping", () => {
    test("sends what waits when the bot stops", async ({ run, account, options }) => {
      await using own = await RecordingServer.start();
      const endpoint = webhook({ url: own.url, batch: { maxWaitMs: 600_000 } });
      const bot = await run(subject, {
        options: { ...options, tgtrack: false, howUsedBot: false, destinations: [endpoint] },
      });
      account.user({ id: 42, first_name: "Anna" }).start("ad_1");
      await account.waitUntilTaken();
      await expect.poll(() => bot.tracker?.ledger()["webhook"]?.pending).toBe(1);
      expect(own.requests).toEqual([]);
      await bot.stop();
      // One that can be waited for has sent by now; one that cannot has begun to.
      if (!subject.waitsAtStop) await expect.poll(() => own.requests.length).toBe(1);
      expect(own.requests).toHaveLength(1);
      expect(own.lastBody).toMatchObject([{ userId: "42" }]);
    });
  });
}
