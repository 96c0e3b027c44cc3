import { startSandbox } from "@bot-tracker/sandbox";
import { describe, expect, onTestFinished } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { testOf } from "../conformance-test.ts";
import type { Subject } from "../subject.ts";

const ANNA = { id: 42, first_name: "Anna" };

export function keysOnASandbox(subject: Subject): void {
  const test = testOf(subject);
  const { service } = subject.side.tgtrack;

  describe("keys on a sandbox", () => {
    test("bots without keys each report under a key of their own", async ({ run, server }) => {
      const sandbox = await startSandbox();
      onTestFinished(() => sandbox.close());
      // By hand: what runs these cases on Bun and Deno has no `vi`.
      process.env["BOT_TRACKER_SANDBOX"] = sandbox.url;
      onTestFinished(() => void delete process.env["BOT_TRACKER_SANDBOX"]);
      const options = { dir: temporaryFolder() };
      const accounts = [server.addBot({ username: "coffee_bot" }), server.addBot({ username: "chords_bot" })];
      for (const account of accounts) await run(subject, { account, options });
      for (const [index, account] of accounts.entries()) account.user(ANNA).start(`ad_${index}`);
      const requests = await sandbox.waitFor({ service }, { count: 2, ...GENEROUS });

      const keys = requests.map(({ key }) => key);
      expect(new Set(keys).size).toBe(2);
      for (const key of keys) expect(key).toMatch(/^sandbox-(\d+|max-[0-9a-f]{12})$/);
      // Both have the same person, who is new to each.
      expect(requests.map(({ accepted, warnings }) => ({ accepted, warnings }))).toEqual(
        keys.map(() => ({ accepted: true, warnings: [] })),
      );
    });
  });
}
