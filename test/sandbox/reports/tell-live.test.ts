import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tellLive } from "../../../packages/sandbox/src/routes/tell-live.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A stream of which every message and heartbeat is written down with its time. */
function openStream() {
  const listeners = new Set<() => void>();
  const heard: string[] = [];
  const ended = new AbortController();
  const beganMs = Date.now();
  let lastRequestId = 0;
  const note = async (what: string) => void heard.push(`${Date.now() - beganMs} ${what}`);
  const done = tellLive(
    {
      news: () => ({ lastRequestId, revision: 0, chatRevision: 0 }),
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    { tell: (news) => note(`news ${news.lastRequestId}`), beat: () => note("beat") },
    ended.signal,
  );
  const arrive = () => {
    lastRequestId++;
    for (const listener of listeners) listener();
  };
  return { heard, arrive, end: () => ended.abort(), done, listeners };
}

test("tells the news at once, and each later one as soon as it comes", async () => {
  const { heard, arrive } = openStream();
  await vi.advanceTimersByTimeAsync(1_000);
  arrive();
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toEqual(["0 news 0", "1000 news 1"]);
});

test("tells a flood four times a second, the newest last", async () => {
  const { heard, arrive } = openStream();
  for (let times = 0; times < 100; times++) {
    arrive();
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(heard).toEqual(["0 news 0", "250 news 25", "500 news 50", "750 news 75", "1000 news 100"]);
});

test("sends a heartbeat every 15 seconds while there is nothing to tell", async () => {
  const { heard } = openStream();
  await vi.advanceTimersByTimeAsync(31_000);
  expect(heard).toEqual(["0 news 0", "15250 beat", "30250 beat"]);
});

test("ends at once, in whichever pause it is, and holds on to nothing", async () => {
  for (const pauseMs of [0, 100, 5_000]) {
    const { done, end, heard, listeners } = openStream();
    await vi.advanceTimersByTimeAsync(pauseMs);
    end();
    await done;
    expect([heard, listeners.size, vi.getTimerCount()]).toEqual([["0 news 0"], 0, 0]);
  }
});
