import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Heap } from "../../../../packages/core/src/outbox/memory/heap.ts";
import { QuotaSlots } from "../../../../packages/core/src/outbox/memory/quota-slots.ts";
import {
  emptyQuotaState,
  endRequest,
  nextSlotAt,
  openRequest,
  type QuotaLimits,
  type QuotaWindow,
  quotaCap,
  quotaUsed,
  serverDelayOf,
} from "../../../../packages/core/src/outbox/rules/quota.ts";
import { StrictServer } from "../../../support/strict-server.ts";
import { seededRandom } from "../../../support/virtual-time.ts";

const TGTRACK_WINDOWS: readonly QuotaWindow[] = [
  { limit: 3, perMs: 1_000 },
  { limit: 500, perMs: 3_600_000 },
  { limit: 5_000, perMs: 86_400_000 },
];

/** How the network and the service behave while the quota is spent. */
interface Weather {
  windows: readonly QuotaWindow[];
  seed: number;
  /** Each way a request takes up to this. */
  longestLegMs: number;
  lostShare: number;
  neverSentShare: number;
  /** Of all wishes to send, those of a start or goal. */
  urgentShare: number;
  requests: number;
}

/** One window as the server keeps it: of a request without an answer, each learns at a moment of its own. */
interface Counted {
  window: QuotaWindow;
  server: StrictServer;
  /** When it counted the requests that were neither a start nor a goal. */
  lowAtMs: number[];
}

interface Spent {
  counted: readonly Counted[];
  sent: number;
}

/**
 * Sends as fast as the quota lets it, by a clock that shows whole milliseconds, to a server whose time has none. A
 * request whose answer is lost is counted in each of the server's windows at any time until that window's delay is over.
 */
function spend(weather: Weather): Spent {
  const random = seededRandom(weather.seed);
  const limits: QuotaLimits = { key: "key", windows: weather.windows };
  const book = new QuotaSlots();
  const counted = weather.windows.map(
    (window): Counted => ({ window, server: new StrictServer([window], random() * 86_400_000), lowAtMs: [] }),
  );
  const due = new Heap<{ atMs: number; task: (atMs: number) => void }>(({ atMs }) => atMs);
  const at = (atMs: number, task: (atMs: number) => void): void => due.push({ atMs, task });
  const clock = (atMs: number): number => Math.floor(atMs);
  let sent = 0;
  let urgent = random() < weather.urgentShare;

  const send = (atMs: number): void => {
    while (sent < weather.requests) {
      const isUrgent = urgent;
      const grant = book.take(limits, isUrgent, clock(atMs));
      if (!grant.granted) {
        // A lower class that has to wait does not hold up a start that comes now.
        if (!isUrgent && random() < weather.urgentShare) {
          urgent = true;
          continue;
        }
        if (grant.atMs !== Number.POSITIVE_INFINITY) at(Math.max(grant.atMs, atMs), send);
        return;
      }
      sent++;
      urgent = random() < weather.urgentShare;
      const { slot } = grant;
      const chance = random();
      const outMs = random() * weather.longestLegMs;
      const backMs = random() * weather.longestLegMs;
      const end =
        (how: "answered" | "lost" | "never-sent") =>
        (endMs: number): void => {
          book.end(slot, how, clock(endMs));
          send(endMs);
        };
      const count =
        ({ server, lowAtMs }: Counted) =>
        (countedMs: number): void => {
          server.take(countedMs);
          if (!isUrgent) lowAtMs.push(countedMs);
        };
      if (chance < weather.neverSentShare) at(atMs + outMs, end("never-sent"));
      else if (chance < weather.neverSentShare + weather.lostShare) {
        const abortedMs = atMs + outMs + backMs;
        for (const each of counted) {
          at(atMs + random() * (abortedMs + serverDelayOf(each.window) - atMs), count(each));
        }
        at(abortedMs, end("lost"));
      } else {
        for (const each of counted) at(atMs + outMs, count(each));
        at(atMs + outMs + backMs, end("answered"));
      }
    }
  };

  at(1_795_000_000_000 + random() * 1_000, send);
  for (let next = due.pop(); next !== undefined; next = due.pop()) next.task(next.atMs);
  return { counted, sent };
}

/** The most of `atMs` that any window sees, wherever it begins. */
function fullest(atMs: readonly number[], perMs: number): number {
  let most = 0;
  let first = 0;
  atMs.forEach((moment, index) => {
    while (moment - (atMs[first] ?? moment) >= perMs) first++;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

const weathers: fc.Arbitrary<Weather> = fc.record({
  windows: fc.array(
    fc.record(
      {
        limit: fc.integer({ min: 1, max: 12 }),
        perMs: fc.integer({ min: 1, max: 70_000 }),
        maxServerDelayMs: fc.constantFrom(0, 700, 30_000),
      },
      { requiredKeys: ["limit", "perMs"] },
    ),
    { minLength: 1, maxLength: 3 },
  ),
  seed: fc.nat(),
  longestLegMs: fc.constantFrom(0, 0.3, 5, 300, 5_000, 90_000),
  lostShare: fc.constantFrom(0, 0.1, 0.7),
  neverSentShare: fc.constantFrom(0, 0.2),
  urgentShare: fc.constantFrom(0, 0.1, 0.5, 1),
  requests: fc.integer({ min: 1, max: 300 }),
});

describe("any network, any window of the server", () => {
  it("lets no window, fixed or sliding, see more than its limit", () => {
    fc.assert(
      fc.property(weathers, (weather) => {
        const { counted, sent } = spend(weather);
        expect(counted.map(({ server }) => server.refused)).toEqual(weather.windows.map(() => 0));
        expect(sent).toBe(weather.requests);
      }),
      { numRuns: 1_000 },
    );
  });

  it("lets no window see more of what is less than a goal than its share", () => {
    fc.assert(
      fc.property(weathers, (weather) => {
        for (const { window, lowAtMs } of spend(weather).counted) {
          expect(fullest(lowAtMs, window.perMs)).toBeLessThanOrEqual(quotaCap(window, false));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("what is less than a goal", () => {
  it.each([
    [{ limit: 3, perMs: 1_000 }, 2],
    [{ limit: 5, perMs: 1_000 }, 3],
    [{ limit: 100, perMs: 59_999 }, 66],
    [{ limit: 100, perMs: 60_000 }, 80],
    [{ limit: 500, perMs: 3_600_000 }, 400],
    [{ limit: 5_000, perMs: 86_400_000 }, 4_000],
    [{ limit: 1, perMs: 1_000 }, 1],
  ])("gets of %j at most %i", (window, share) => {
    expect(quotaCap(window, false)).toBe(share);
    expect(quotaCap(window, true)).toBe(window.limit);
  });
});

describe("a lone start amid a flood of events", () => {
  it("gets its slot at once, day and night, while the starts' own share lasts", () => {
    const random = seededRandom(7);
    const book = new QuotaSlots();
    const limits = { key: "key", windows: TGTRACK_WINDOWS };
    const due = new Heap<{ atMs: number; task: (atMs: number) => void }>(({ atMs }) => atMs);
    const at = (atMs: number, task: (atMs: number) => void): void => due.push({ atMs, task });
    const endMs = 86_400_000;
    const answer = (slot: string, atMs: number): void =>
      at(atMs + Math.round(100 + random() * 500), (answeredMs) => {
        book.end(slot, "answered", answeredMs);
        flood(answeredMs);
      });
    const flood = (atMs: number): void => {
      for (;;) {
        const grant = book.take(limits, false, atMs);
        if (!grant.granted) {
          if (grant.atMs < endMs) at(grant.atMs, flood);
          return;
        }
        answer(grant.slot, atMs);
      }
    };
    let starts = 0;
    let late = 0;
    // 40 an hour, 960 a day: a fifth of the hour's and of the day's quota.
    for (let atMs = 100; atMs < endMs; atMs += 90_000) {
      at(atMs + Math.floor(random() * 60_000), (startMs) => {
        starts++;
        const grant = book.take(limits, true, startMs);
        if (grant.granted) answer(grant.slot, startMs);
        else late++;
      });
    }
    at(0, flood);
    for (let next = due.pop(); next !== undefined; next = due.pop()) next.task(next.atMs);
    expect(starts).toBe(960);
    expect(late).toBe(0);
  });
});

describe("how full a window is", () => {
  const windows = [{ limit: 3, perMs: 1_000 }];

  it("is told with what is under way and what was answered within the window", () => {
    const state = emptyQuotaState();
    openRequest(state);
    openRequest(state);
    endRequest(state, "answered", 500, windows, 500);
    expect(quotaUsed(state, { limit: 3, perMs: 1_000 }, 600)).toBe(2);
    expect(quotaUsed(state, { limit: 3, perMs: 1_000 }, 1_501)).toBe(1);
  });

  it("has no moment for the next request while only answers can make room", () => {
    const state = emptyQuotaState();
    for (let open = 0; open < 3; open++) openRequest(state);
    expect(nextSlotAt(state, windows, true, 0)).toBe(Number.POSITIVE_INFINITY);
    endRequest(state, "answered", 200, windows, 200);
    expect(nextSlotAt(state, windows, true, 200)).toBe(1_201);
  });

  it("keeps a request without an answer for the server's delay longer: 3 s in a short window, 30 s in a long one", () => {
    const short = { limit: 1, perMs: 1_000 };
    const long = { limit: 1, perMs: 60_000 };
    const both = [short, long];
    const state = emptyQuotaState();
    openRequest(state);
    endRequest(state, "lost", 0, both, 0);
    expect([short, long].map((window) => nextSlotAt(state, [window], true, 0))).toEqual([4_001, 90_001]);
    expect([4_000, 4_001].map((nowMs) => quotaUsed(state, short, nowMs))).toEqual([1, 0]);
    expect([90_000, 90_001].map((nowMs) => quotaUsed(state, long, nowMs))).toEqual([1, 0]);
    expect(nextSlotAt(state, [{ ...short, maxServerDelayMs: 500 }], true, 0)).toBe(1_501);
  });

  it("forgets what no window can see any more", () => {
    const state = emptyQuotaState();
    for (let request = 0; request < 10_000; request++) {
      openRequest(state);
      endRequest(state, "answered", request * 400, windows, request * 400);
    }
    expect(state.ends.length).toBeLessThan(300);
  });
});
