import { describe, expect } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { test } from "../conformance-test.ts";
import type { Subject } from "../subject.ts";

const ANNA = { id: 42, first_name: "Anna" };
const BLOCKED = { code: 403, description: "Forbidden: bot was blocked by the user" };

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
  describe("failed sends", () => {
    test("reports a person whom a broadcast finds to have blocked the bot, once however often it is tried", async ({
      run,
      telegramBot,
      expectReceived,
    }) => {
      const bot = await run(subject);
      telegramBot.failSends(42, BLOCKED);
      for (const day of ["first", "second", "third"]) {
        const error = await refusal(bot.send(42, `News of the ${day} day`));
        expect(subject.readRefusal(error)).toEqual(BLOCKED);
      }
      await expectReceived(bot, { tgtrack: ["my_bot_was_stopped 42"], howUsedBot: ["event stop 42"] });
    });

    test("reports a person whom a handler cannot answer, and gives the handler its error", async ({
      run,
      telegramBot,
      expectReceived,
    }) => {
      const errors: unknown[] = [];
      const bot = await run(subject, {
        onUpdate: ({ send }) => send(42, "Hello").catch((error: unknown) => errors.push(error)),
      });
      telegramBot.failSends(42, BLOCKED);
      telegramBot.user(ANNA).say("hi");
      await expectReceived(bot, {
        tgtrack: ["my_bot_was_stopped 42"],
        howUsedBot: ["event common 42", "event stop 42"],
      });
      expect(errors.map(subject.readRefusal)).toEqual([BLOCKED]);
    });

    test("takes a failed send for newer than the start before it, though the machine's clock is behind", async ({
      run,
      telegramBot,
      options,
      sandbox,
      said,
      expectReceived,
    }) => {
      const bot = await run(subject, { options: { ...options, ports: { nowMs: () => Date.now() - 30_000 } } });
      telegramBot.user(ANNA).start("ad_7");
      await telegramBot.waitUntilTaken();
      telegramBot.failSends(42, BLOCKED);
      await refusal(bot.send(42, "News"));
      await expectReceived(bot, {
        tgtrack: ["on_telegram_webhook /start ad_7 42", "my_bot_was_stopped 42"],
        howUsedBot: ["event start ad_7 42", "event stop 42"],
      });
      const [stop] = sandbox.requests({ method: "my_bot_was_stopped" });
      const [start] = sandbox.requests({ method: "on_telegram_webhook" });
      const { message } = (start?.body ?? {}) as { message?: unknown };
      expect(dateOf(stop?.body)).toBeGreaterThanOrEqual(dateOf(message));
      expect(said).toEqual([expect.stringContaining("s behind Telegram's")]);
    });

    test.for([
      [-3_600_000, "behind Telegram's"],
      [3_600_000, "ahead of Telegram's"],
    ] as const)(
      "dates a failed send by Telegram's clock, shown by another send, where the machine's is off by %i ms",
      async ([offByMs, words], { run, telegramBot, options, sandbox, said }) => {
        const bot = await run(subject, { options: { ...options, ports: { nowMs: () => Date.now() + offByMs } } });
        const beforeMs = Date.now();
        await bot.send(44, "News");
        telegramBot.failSends(42, BLOCKED);
        await refusal(bot.send(42, "News"));
        const [stop] = await sandbox.waitFor({ method: "my_bot_was_stopped" }, GENEROUS);
        expect(dateOf(stop?.body) * 1000).toBeGreaterThan(beforeMs - 1_001);
        expect(dateOf(stop?.body) * 1000).toBeLessThan(Date.now() + GENEROUS.timeoutMs);
        expect(said).toEqual([expect.stringContaining(words)]);
      },
    );

    test("takes no other failure for a stop", async ({ run, telegramBot, expectReceived }) => {
      const bot = await run(subject);
      telegramBot.failSends(1, { code: 400, description: "Bad Request: chat not found" });
      telegramBot.failSends(2, { code: 403, description: "Forbidden: bot can't initiate conversation with a user" });
      telegramBot.failSends(-100_5, { code: 403, description: "Forbidden: bot was kicked from the supergroup chat" });
      telegramBot.failSends(4, "drop-connection");
      for (const chat of [1, 2, -100_5, 4]) await refusal(bot.send(chat, "News"));
      await expectReceived(bot, { tgtrack: [], howUsedBot: [] });
    });

    test("leaves results and errors of the bot's calls as they are without it", async ({
      run,
      telegramBot,
      telegram,
    }) => {
      const other = telegram.addBot({ username: "course_bot" });
      const tracked = await run(subject);
      const plain = await run(subject, { telegram: other, install: "none" });
      for (const telegramSide of [telegramBot, other]) {
        telegramSide.failSends(42, BLOCKED);
        telegramSide.failSends(43, { code: 400, description: "Bad Request: message is too long" });
      }
      for (const chat of [42, 43]) {
        const [one, another] = [await refusal(tracked.send(chat, "News")), await refusal(plain.send(chat, "News"))];
        expect(withoutSecrets(visible(one))).toEqual(withoutSecrets(visible(another)));
      }
      const strip = ({ from: _from, message_id: _id, date: _date, ...rest }: Record<string, unknown>) => rest;
      expect(strip((await tracked.send(44, "News")) as never)).toEqual(strip((await plain.send(44, "News")) as never));
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
