import { describe, expect, test } from "vitest";
import { Crowd } from "../../../packages/sandbox/src/chat/crowd.ts";
import type { ChatAction, CrowdProgress } from "../../../packages/sandbox/src/wire/chat.ts";
import { BOT } from "./chat-test.ts";

interface Wait {
  ms: number;
  state: "waiting" | "over" | "rejected";
  end(): void;
}

/** A crowd whose waits end when the test says so, and what it has done. */
function startCrowd({ people }: { people: number }) {
  const waits: Wait[] = [];
  const acts: ChatAction[] = [];
  let made = 0;
  const crowd = new Crowd({
    chat: {
      checkBot: () => {},
      act: (action) => acts.push(action),
      people: { make: () => ({ id: ++made, first_name: "Anna" }) },
      conversations: { find: () => undefined },
    },
    random: () => 0,
    sleep: (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        const wait: Wait = {
          ms,
          state: "waiting",
          end: () => {
            if (wait.state === "waiting") wait.state = "over";
            resolve();
          },
        };
        waits.push(wait);
        signal.addEventListener("abort", () => {
          if (wait.state === "waiting") wait.state = "rejected";
          reject(signal.reason);
        });
      }),
    onChange: () => {},
  });
  const progress: CrowdProgress = crowd.begin({ bot: BOT, payload: "ad", people, seconds: 10, language: "en" });
  return { crowd, progress, waits, acts, madePeople: () => made };
}

/** Lets everything run that waits for nothing but a promise. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a crowd", () => {
  test("comes spread over its seconds, each with the payload", async () => {
    const { progress, waits, acts } = startCrowd({ people: 5 });
    expect(waits.map(({ ms }) => ms)).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
    for (const wait of waits) wait.end();
    await settled();

    expect(progress).toMatchObject({ state: "running", started: 5 });
    expect(acts.map(({ action }) => action)).toEqual(Array(5).fill({ kind: "start", payload: "ad" }));
  });

  test("that is cancelled rejects every wait, and nobody is made nor does anything after that", async () => {
    const { crowd, progress, waits, acts, madePeople } = startCrowd({ people: 5 });
    for (const wait of waits.slice(0, 2)) wait.end();
    await settled();
    expect(madePeople()).toBe(2);
    // The three who are to come, and the two who read before their next step.
    expect(waits.filter(({ state }) => state === "waiting")).toHaveLength(5);

    crowd.cancel();
    expect(waits.filter(({ state }) => state === "rejected")).toHaveLength(5);
    for (const wait of waits) wait.end();
    await settled();

    expect(waits).toHaveLength(7);
    expect(madePeople()).toBe(2);
    expect(acts).toHaveLength(2);
    expect(progress).toMatchObject({ state: "cancelled", people: 5, started: 2, wrote: 0, paid: 0, blocked: 0 });
  });

  test("that was cancelled makes room for another", async () => {
    const { crowd } = startCrowd({ people: 1 });
    const next = { bot: BOT, payload: "ad", people: 1, seconds: 1, language: "en" } as const;
    expect(() => crowd.begin(next)).toThrow("A crowd is under way: wait, or cancel it first.");
    crowd.cancel();

    expect(crowd.begin(next)).toMatchObject({ state: "running", started: 0 });
    crowd.cancel();
    await settled();
  });
});
