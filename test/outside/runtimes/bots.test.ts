import { join } from "node:path";
import type { RecordedRequest } from "@bot-tracker/sandbox";
import type { BotHandle } from "@bot-tracker/telegram-simulator";
import { describe, expect, inject } from "vitest";
import { brief, test } from "../../conformance/conformance-test.ts";
import { TELEGRAM } from "../../conformance/sides/telegram-side.ts";
import { GENEROUS } from "../../support/generous.ts";
import { type RunningProgram, runProgram } from "./run-program.ts";

const PROGRAM = join(inject("runtimePrograms"), "bot.ts");
const ANNA = { id: 42, first_name: "Anna" };
const CARL = { id: 44, first_name: "Carl" };
const FRAMEWORKS = ["grammY", "node-telegram-bot-api 2"];

for (const runtime of inject("runtimes")) {
  const start = (bot: readonly string[], { token, apiRoot }: BotHandle, options: object): RunningProgram =>
    runProgram(runtime, PROGRAM, [...bot, token, apiRoot], {
      TRACKER_OPTIONS: JSON.stringify({ ...options, logger: undefined }),
    });

  const table = FRAMEWORKS.flatMap((framework) => ["polling", "webhook"].map((mode) => [framework, mode] as const));
  describe.each(table)(`%s on ${runtime.name}, %s`, (...bot) => {
    test("reports starts, talk, events, blocks and whom a broadcast finds to have blocked it, each once", async ({
      account,
      options,
      sandbox,
    }) => {
      const program = start(bot, account, options);
      await Promise.race([account.waitForCall(TELEGRAM.asksForUpdates, GENEROUS), program.ended.then(fail)]);
      const [anna, carl] = [account.user(ANNA), account.user(CARL)];
      account.failSends(43, TELEGRAM.blocked);
      const first = anna.start("ad_7-Q");
      anna.say("hello");
      anna.say("lesson");
      anna.say("news");
      carl.start("ad_8");
      await account.waitUntilTaken();
      account.redeliver(first);
      carl.block();
      await account.waitUntilTaken();
      await sandbox.waitFor(({ service }) => service === "howusedbot", { count: 8, ...GENEROUS });
      await sandbox.waitFor(({ service }) => service === "tgtrack", { count: 5, ...GENEROUS });

      const { end, errors } = await stop(program, account);
      expect(end).toBe(0);
      expect(errors).not.toContain("[bot-tracker]");
      expect(briefs(sandbox.requests({ service: "tgtrack" }))).toEqual(
        [
          TELEGRAM.started(42, "ad_7-Q"),
          TELEGRAM.started(44, "ad_8"),
          "add_event lesson 42",
          TELEGRAM.stopFound(43),
          TELEGRAM.stopSeen(44),
        ].sort(),
      );
      expect(briefs(sandbox.requests({ service: "howusedbot" }))).toEqual(
        [
          "event start ad_7-Q 42",
          "event start ad_8 44",
          ...["event common 42", "event common 42", "event common 42"],
          "event lesson 42",
          "event stop 43",
          "event stop 44",
        ].sort(),
      );
      expect(sandbox.requests({ accepted: false })).toEqual([]);
    });
  });

  describe.each(FRAMEWORKS)(`%s on ${runtime.name}`, (framework) => {
    const bot = [framework, "polling"];
    test("ends at SIGTERM while the services are down, and sends what waits at its next start", async ({
      account,
      options,
      sandbox,
    }) => {
      const outage = sandbox.fault({ kind: "error", code: 500, recorded: false });
      const before = start(bot, account, options);
      await Promise.race([account.waitForCall(TELEGRAM.asksForUpdates, GENEROUS), before.ended.then(fail)]);
      account.user(ANNA).start("ad_1");
      account.user(CARL).start("ad_2");
      await account.waitUntilTaken();
      await sandbox.waitFor({ accepted: false }, GENEROUS);
      expect(await stop(before, account)).toMatchObject({ end: 0 });
      expect(sandbox.requests({ accepted: true })).toEqual([]);

      outage.clear();
      const after = start(bot, account, options);
      await Promise.race([sandbox.waitFor({ accepted: true }, { count: 4, ...GENEROUS }), after.ended.then(fail)]);
      expect(await stop(after, account)).toMatchObject({ end: 0 });
      expect(briefs(sandbox.requests({ accepted: true }))).toEqual(
        [
          TELEGRAM.started(42, "ad_1"),
          TELEGRAM.started(44, "ad_2"),
          "event start ad_1 42",
          "event start ad_2 44",
        ].sort(),
      );
    });
  });
}

/**
 * On Deno a framework's request for updates goes on after it was aborted, and the process waits for its answer, also
 * without the tracker. Posts that are nobody's end it before its half minute is over.
 */
function stop({ ended, kill }: RunningProgram, account: BotHandle): RunningProgram["ended"] {
  kill("SIGTERM");
  const chat = { id: -100_7, type: "channel", title: "C" };
  const posts = setInterval(() => account.sendUpdate({ channel_post: { message_id: 1, date: 1, chat } }), 200);
  return ended.finally(() => clearInterval(posts));
}

function briefs(requests: readonly RecordedRequest[]): string[] {
  return requests.map(brief).sort();
}

function fail(how: { end: unknown; errors: string }): never {
  throw new Error(`The bot ended (${how.end}): ${how.errors}`);
}
