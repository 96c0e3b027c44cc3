import { startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstIdAt } from "../../packages/telegram-simulator/src/support/first-id.ts";

const HOURS_48_MS = 48 * 3_600_000;
const PERSON = { id: 7, first_name: "Anna" };

describe("ids", () => {
  test("of a run are not those of another within 48 hours, if it makes fewer than ten in a millisecond", () => {
    const runs = fc.record({
      startMs: fc.integer({ min: 1_700_000_000_000, max: 2_500_000_000_000 }),
      lastsMs: fc.integer({ min: 1, max: 3_600_000 }),
      laterMs: fc.integer({ min: 0, max: HOURS_48_MS - 3_600_000 }),
    });
    fc.assert(
      fc.property(runs, ({ startMs, lastsMs, laterMs }) => {
        const first = firstIdAt(startMs);
        const next = firstIdAt(startMs + lastsMs + laterMs);
        const made = lastsMs * 10;
        expect(next < first || next >= first + made).toBe(true);
        // The next run may not reach the first one's either, once its ids have gone round.
        expect(next >= first || next + 36_000_000 <= first).toBe(true);
      }),
    );
  });

  test("fit 32 bits, as some clients keep them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 43 }), (nowMs) => {
        expect(firstIdAt(nowMs)).toBeGreaterThanOrEqual(1);
        expect(firstIdAt(nowMs)).toBeLessThan(2 ** 31 - 100_000_000);
      }),
    );
  });

  test("of updates, messages, payments, bots and new people come from the clock, even if its dates are the test's", async () => {
    const run = async () => {
      await using telegram = await startTelegramSimulator({ nowMs: () => 1_700_000_000_000 });
      const bot = telegram.addBot();
      const updates: object[] = [];
      telegram.subscribe((event) => event.kind === "update" && updates.push(event.update as object));
      const anna = bot.user(PERSON);
      anna.start();
      anna.pay({ currency: "XTR", total_amount: 1, payload: "" });
      anna.press("buy");
      const personId = telegram.nextUserId();
      return [bot.id, bot.token, personId, ...updates.flatMap(idsIn)];
    };
    const [first, second] = [await run(), await run()];
    expect(first.length).toBeGreaterThan(8);
    expect(first.filter((id) => second.includes(id))).toEqual([]);
  });

  test("begin where the test says", async () => {
    await using telegram = await startTelegramSimulator({ firstId: 5 });
    expect(telegram.addBot().user(PERSON).say("hi")).toBe(5);
    expect(telegram.addBot().user(PERSON).say("hi")).toBe(5);
  });

  test("of new people are each another, within 52 bits", async () => {
    await using telegram = await startTelegramSimulator();
    const ids = Array.from({ length: 1_000 }, () => telegram.nextUserId());
    expect(new Set(ids).size).toBe(1_000);
    expect(Math.max(...ids)).toBeLessThan(2 ** 52);
  });
});

describe("a made-up token", () => {
  test("says what it is, has an id no bot of Telegram's has, and fits no pattern for real ones", async () => {
    await using telegram = await startTelegramSimulator();
    const { token, id } = telegram.addBot();
    expect(token).toMatch(/^\d{16}:SIMULATED-[\w-]{12}$/);
    expect(id).toBeLessThan(2 ** 52);
    // The patterns of GitHub's and others' secret scanning.
    expect(token).not.toMatch(/\b\d{8,10}:[\w-]{35}\b/);
  });
});

/** Every id in an update that a tracker may tell repetitions by. */
function idsIn(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    /^(update_id|message_id|telegram_payment_charge_id)$/.test(name) || (name === "id" && typeof inner === "string")
      ? [inner]
      : idsIn(inner),
  );
}
