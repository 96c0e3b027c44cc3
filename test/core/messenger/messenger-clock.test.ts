import fc from "fast-check";
import { expect, test } from "vitest";
import { MessengerClock } from "../../../packages/core/src/messenger/messenger-clock.ts";

const START_MS = 1_795_176_000_000;

/** Telegram and a machine whose clock is off by `aheadMs`; time passes by hand. */
class TwoClocks {
  readonly said: string[] = [];
  readonly clock: MessengerClock;
  aheadMs: number;
  trueMs = START_MS;
  readonly #soon: (() => void)[] = [];
  readonly #forgotten = new Set<string>();

  constructor(aheadMs: number) {
    this.aheadMs = aheadMs;
    this.clock = new MessengerClock({
      messenger: "Telegram",
      ports: {
        nowMs: () => this.trueMs + this.aheadMs,
        steadyMs: () => this.trueMs,
        soon: (task) => void this.#soon.push(task),
      },
      messages: {
        warn: (_topic, message) => void this.said.push(message),
        forget: (topic) => this.#forgotten.add(topic),
      },
    });
  }

  get errorMs(): number {
    return this.clock.nowMs() - this.trueMs;
  }

  /** The bot sends something; Telegram takes it between the two. */
  send(thereMs: number, backMs: number, answered?: number): void {
    const call = this.clock.callBegins();
    for (const task of this.#soon.splice(0)) task();
    this.trueMs += thereMs;
    const date = answered ?? Math.floor(this.trueMs / 1000);
    this.trueMs += backMs;
    this.clock.sawSent(date, call);
  }

  receive(ageMs: number): void {
    this.clock.sawReceived(Math.floor((this.trueMs - ageMs) / 1000));
  }
}

test("until something shows it to be wrong the machine's clock is believed", () => {
  const clocks = new TwoClocks(-30_000);
  expect(clocks.errorMs).toBe(-30_000);
  clocks.receive(3_600_000);
  expect(clocks.errorMs).toBe(-30_000);
  expect(clocks.said).toEqual([]);
});

test("an update from the machine's future shows that its clock is behind", () => {
  const clocks = new TwoClocks(-30_000);
  clocks.receive(0);
  expect(clocks.errorMs).toBeGreaterThan(-1_000);
  expect(clocks.errorMs).toBeLessThanOrEqual(0);
});

test("after one send the time is Telegram's, to the second and the time of the request", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -86_400_000, max: 86_400_000 }),
      fc.array(fc.tuple(fc.nat({ max: 999 }), fc.nat({ max: 5_000 }), fc.nat({ max: 5_000 })), { minLength: 1 }),
      (aheadMs, sends) => {
        const clocks = new TwoClocks(aheadMs);
        let slowestMs = Number.POSITIVE_INFINITY;
        for (const [pauseMs, thereMs, backMs] of sends) {
          clocks.trueMs += pauseMs;
          clocks.send(thereMs, backMs);
          slowestMs = Math.min(slowestMs, thereMs + backMs);
          expect(Math.abs(clocks.errorMs)).toBeLessThanOrEqual(slowestMs + 1_000);
        }
      },
    ),
  );
});

test("a machine whose clock is right stays with its own, however slow its requests are", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 60_000 }), fc.nat({ max: 60_000 }))), (sends) => {
      const clocks = new TwoClocks(0);
      for (const [thereMs, backMs] of sends) clocks.send(thereMs, backMs);
      expect(clocks.errorMs).toBe(0);
      expect(clocks.said).toEqual([]);
    }),
  );
});

test("a difference above 10 s is named once, and again when it comes back after the clock was set", () => {
  const clocks = new TwoClocks(-31_000);
  for (let round = 0; round < 5; round++) clocks.send(0, 0);
  expect(clocks.said).toEqual([expect.stringMatching(/^This machine's clock is 3[01] s behind Telegram's\. /)]);
  clocks.aheadMs = 0;
  clocks.send(0, 0);
  expect(clocks.said).toHaveLength(1);
  clocks.aheadMs = 60_000;
  clocks.send(0, 0);
  expect(clocks.said.slice(1)).toEqual([expect.stringMatching(/^This machine's clock is (59|60) s ahead of /)]);
});

test("once the machine's clock is set, what was learnt before is not used", () => {
  const clocks = new TwoClocks(-30_000);
  clocks.send(0, 0);
  clocks.aheadMs = 0;
  expect(clocks.errorMs).toBe(0);
});

test("where the clock was set unnoticed, the newest date counts", () => {
  const clocks = new TwoClocks(-30_000);
  clocks.send(100, 100);
  clocks.aheadMs = -28_500;
  clocks.send(100, 100);
  expect(Math.abs(clocks.errorMs)).toBeLessThanOrEqual(1_200);
});

test("a difference of 9 s is made up for and not named", () => {
  const clocks = new TwoClocks(9_000);
  clocks.send(0, 0);
  expect(Math.abs(clocks.errorMs)).toBeLessThanOrEqual(1_000);
  expect(clocks.said).toEqual([]);
});

test("a date years away is somebody's test and says nothing of the clock", () => {
  const clocks = new TwoClocks(0);
  clocks.send(0, 0, 1_000_000_000);
  clocks.clock.sawReceived(4_000_000_000);
  expect(clocks.errorMs).toBe(0);
  expect(clocks.said).toEqual([]);
});

test("an answer that needed no turn of the event loop is an old one given again, and shows nothing", () => {
  const clocks = new TwoClocks(0);
  clocks.send(50, 50);
  clocks.trueMs += 3_600_000;
  clocks.clock.sawSent(Math.floor(START_MS / 1000), clocks.clock.callBegins());
  expect(clocks.errorMs).toBe(0);
  expect(clocks.said).toEqual([]);
});
