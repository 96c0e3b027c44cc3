import { describe, expect } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { testOf } from "../conformance-test.ts";
import type { Subject } from "../subject.ts";

const ANNA = { id: 42, first_name: "Anna" };

/** The error of a send that must fail. */
async function refusal(sending: Promise<unknown>): Promise<unknown> {
  return sending.then(
    () => expect.unreachable("the send went through"),
    (error: unknown) => error,
  );
}

/** What a person who catches the error can see of it, but for where it was thrown. */
function visible(error: unknown): object {
  const { name, message } = error as Error;
  return { type: (error as Error).constructor, name, message, ...(error as object) };
}

export function failedSends(subject: Subject): void {
  const test = testOf(subject);
  const { blocked, otherRefusals, started, stopFound, bare } = subject.side;
  describe("failed sends", () => {
    test("reports a person whom a broadcast finds to have blocked the bot, once however often it is tried", async ({
      run,
      account,
      expectReceived,
    }) => {
      const bot = await run(subject);
      account.failSends(42, blocked);
      for (const day of ["first", "second", "third"]) {
        const error = await refusal(bot.send(42, `News of the ${day} day`));
        expect(subject.readRefusal(error)).toEqual(blocked);
      }
      await expectReceived(bot, { tgtrack: [stopFound(42)], howUsedBot: ["event stop 42"] });
    });

    test("reports a person whom a handler cannot answer, and gives the handler its error", async ({
      run,
      account,
      expectReceived,
    }) => {
      const errors: unknown[] = [];
      const bot = await run(subject, {
        onUpdate: ({ send }) => send(42, "Hello").catch((error: unknown) => errors.push(error)),
      });
      account.failSends(42, blocked);
      account.user(ANNA).say("hi");
      await expectReceived(bot, {
        tgtrack: [stopFound(42)],
        howUsedBot: ["event common 42", "event stop 42"],
      });
      expect(errors.map(subject.readRefusal)).toEqual([blocked]);
    });

    // TGTrack hears of no stops of MAX bots. That these are dated likewise is with max.test.ts.
    if (subject.side.name === "Telegram")
      test("takes a failed send for newer than the start before it, though the machine's clock is behind", async ({
        run,
        account,
        options,
        sandbox,
        said,
        expectReceived,
      }) => {
        const bot = await run(subject, { options: { ...options, ports: { nowMs: () => Date.now() - 30_000 } } });
        account.user(ANNA).start("ad_7");
        await account.waitUntilTaken();
        account.failSends(42, blocked);
        await refusal(bot.send(42, "News"));
        await expectReceived(bot, {
          tgtrack: [started(42, "ad_7"), stopFound(42)],
          howUsedBot: ["event start ad_7 42", "event stop 42"],
        });
        const [stop] = sandbox.requests({ method: "my_bot_was_stopped" });
        const [start] = sandbox.requests({ method: "on_telegram_webhook" });
        const { message } = (start?.body ?? {}) as { message?: unknown };
        expect(dateOf(stop?.body)).toBeGreaterThanOrEqual(dateOf(message));
        expect(said).toEqual([expect.stringContaining("s behind Telegram's")]);
      });

    if (subject.side.name === "Telegram")
      test.for([
        [-3_600_000, "behind Telegram's"],
        [3_600_000, "ahead of Telegram's"],
      ] as const)(
        "dates a failed send by Telegram's clock, shown by another send, where the machine's is off by %i ms",
        async ([offByMs, words], { run, account, options, sandbox, said }) => {
          const bot = await run(subject, { options: { ...options, ports: { nowMs: () => Date.now() + offByMs } } });
          const beforeMs = Date.now();
          await bot.send(44, "News");
          account.failSends(42, blocked);
          await refusal(bot.send(42, "News"));
          const [stop] = await sandbox.waitFor({ method: "my_bot_was_stopped" }, GENEROUS);
          expect(dateOf(stop?.body) * 1000).toBeGreaterThan(beforeMs - 1_001);
          expect(dateOf(stop?.body) * 1000).toBeLessThan(Date.now() + GENEROUS.timeoutMs);
          expect(said).toEqual([expect.stringContaining(words)]);
        },
      );

    test("takes no other failure for a stop", async ({ run, account, expectReceived }) => {
      const bot = await run(subject);
      for (const [id, fault] of otherRefusals) {
        account.failSends(id, fault);
        await refusal(bot.send(id, "News"));
      }
      await expectReceived(bot, { tgtrack: [], howUsedBot: [] });
    });

    test("leaves results and errors of the bot's calls as they are without it", async ({ run, account, server }) => {
      const other = server.addBot({ username: "course_bot" });
      const tracked = await run(subject);
      const plain = await run(subject, { account: other, install: "none" });
      for (const messengerSide of [account, other]) {
        messengerSide.failSends(42, blocked);
        messengerSide.failSends(43, { code: 400, description: "Bad Request: message is too long" });
      }
      for (const chat of [42, 43]) {
        const [one, another] = [await refusal(tracked.send(chat, "News")), await refusal(plain.send(chat, "News"))];
        expect(withoutSecrets(visible(one))).toEqual(withoutSecrets(visible(another)));
      }
      expect(bare(await tracked.send(44, "News"))).toEqual(bare(await plain.send(44, "News")));
    });
  });
}

function dateOf(said: unknown): number {
  return (said as { date: number }).date;
}

/** Versions 0.x put the whole response with its request, the bot's own token and times into an error. */
function withoutSecrets(error: object): object {
  const { response, cause, stack, options, ...rest } = error as Record<string, unknown>;
  return { ...rest, body: (response as { body?: unknown } | undefined)?.body };
}
