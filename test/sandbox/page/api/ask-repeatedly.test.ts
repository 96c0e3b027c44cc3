import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "../../../../packages/sandbox/page/src/api/api-error.ts";
import { type Answer, askRepeatedly } from "../../../../packages/sandbox/page/src/api/ask-repeatedly.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A question whose answers are numbered and take `answerMs`; what is asked and told stands in `heard` with its time. */
function askSlowly(answerMs: number) {
  const heard: string[] = [];
  const beganMs = Date.now();
  const note = (what: string) => void heard.push(`${Date.now() - beganMs} ${what}`);
  let asked = 0;
  const question = askRepeatedly<number>(
    (signal) => {
      const number = ++asked;
      note(`asked ${number}`);
      return new Promise((resolve, reject) => {
        setTimeout(() => resolve(number), answerMs);
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    },
    (answer) => note(answer.kind === "reply" ? `told ${answer.reply}` : "failed"),
  );
  return { heard, question };
}

it("answers that come slower than the news are shown all the same, and leave the bot most of the sandbox's time", async () => {
  const { heard, question } = askSlowly(700);
  for (let times = 0; times < 20; times++) {
    question.again();
    await vi.advanceTimersByTimeAsync(250);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  expect(heard).toEqual([
    ...["0 asked 1", "700 told 1", "2100 asked 2", "2800 told 2"],
    ...["4200 asked 3", "4900 told 3", "6300 asked 4", "7000 told 4"],
  ]);
});

it("a sandbox that answers at once is asked at most twice a second, and not without news", async () => {
  const { heard, question } = askSlowly(10);
  for (let times = 0; times < 4; times++) {
    question.again();
    await vi.advanceTimersByTimeAsync(250);
  }
  await vi.advanceTimersByTimeAsync(5_000);
  expect(heard.filter((one) => one.includes("asked"))).toEqual(["0 asked 1", "500 asked 2", "1000 asked 3"]);
});

it("an answer that a sleeping computer held up for a night delays the next question by seconds", async () => {
  const nightMs = 8 * 3_600_000;
  const { heard, question } = askSlowly(nightMs);
  question.again();
  await vi.advanceTimersByTimeAsync(nightMs);
  question.again();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(heard).toEqual(["0 asked 1", `${nightMs} told 1`, `${nightMs + 10_000} asked 2`]);
});

it("a question that was ended tells nothing more and asks nothing more", async () => {
  const { heard, question } = askSlowly(700);
  question.again();
  question.again();
  await vi.advanceTimersByTimeAsync(100);
  question.end();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(heard).toEqual(["0 asked 1"]);
});

it("a failure is told in the sandbox's words and does not end the asking", async () => {
  const told: Answer<string>[] = [];
  const refusal = new ApiError(500, "The sandbox failed.");
  const ask = vi.fn().mockRejectedValueOnce(refusal).mockResolvedValueOnce("well again");
  const question = askRepeatedly<string>(ask, (answer) => void told.push(answer));
  question.again();
  await vi.advanceTimersByTimeAsync(1_000);
  question.again();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual([
    { kind: "error", error: refusal },
    { kind: "reply", reply: "well again" },
  ]);
});
