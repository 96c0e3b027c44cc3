import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BotHooks } from "../../../packages/core/src/adapter/bot-hooks.ts";
import { EndTime, sharesOf } from "../../../packages/core/src/tracker/end-time.ts";
import { turn } from "../../support/manual-ports.ts";
import { type Answer, RecordingServer } from "../../support/recording-server.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { TrackerHarness } from "../../support/tracker-harness.ts";
import { privateStart } from "../../support/updates.ts";
import { waitUntil } from "../../support/wait-until.ts";

const start = (id: number) => privateStart({ updateId: id, messageId: id, userId: id });
const hang: Answer = () => {};

/** What a service does while the process ends. */
const SERVICES: Record<string, Answer> = {
  healthy: { body: { status: "OK", ok: true } },
  hanging: hang,
  refusing: (_request, response) => void response.socket?.destroy(),
  failing: { status: 500, body: { status: "error", error_code: 500 } },
  "refusing the key": { status: 401, body: { status: "error", error_code: 401 } },
};

/** A tracker with a file, whose bot has recorded `starts`. */
async function startBot(answer: Answer, { starts = 20, outbox = "sqlite" as "sqlite" | "memory" } = {}) {
  const options = outbox === "sqlite" ? { outbox, dir: temporaryFolder() } : { outbox };
  const harness = await TrackerHarness.start({ only: "tgtrack", options });
  harness.tgtrack.answer = answer;
  for (let id = 1; id <= starts; id++) harness.tracker.handleUpdate(start(id));
  await waitUntil("the first request", () => harness.tgtrack.requests.length > 0);
  return harness;
}

/** Moves the clock until a task has ended, and gives how long that took. */
async function timeOf(harness: TrackerHarness, task: Promise<unknown>): Promise<number> {
  const beganMs = harness.ports.nowMs();
  let isOver = false;
  void task.then(() => {
    isOver = true;
  });
  // Real requests are answered in between.
  for (let round = 0; round < 200 && !isOver; round++) {
    await turn();
    if (harness.ports.keepsAlive || round % 10 === 9) await harness.ports.advance(50);
  }
  expect(isOver).toBe(true);
  return harness.ports.nowMs() - beganMs;
}

describe.each(Object.entries(SERVICES))("while the service is %s", (name, answer) => {
  test("a stopped bot is done within 5 s, nothing keeps its process alive, and nothing is tried again", async () => {
    await using harness = await startBot(answer);
    const { tracker, ports, tgtrack } = harness;
    expect(await timeOf(harness, BotHooks.of(tracker).stopping())).toBeLessThanOrEqual(5_000);
    expect(ports.keepsAlive).toBe(false);
    const sent = tgtrack.requests.length;

    ports.exitComes();
    await turn();
    expect(ports.keepsAlive).toBe(false);
    expect(await timeOf(harness, BotHooks.of(tracker).stopping())).toBeLessThanOrEqual(500);
    expect(await timeOf(harness, tracker.close())).toBeLessThanOrEqual(500);
    expect(tgtrack.requests).toHaveLength(sent);
    const { pending, delivered } = tracker.ledger()["tgtrack"] ?? {};
    expect([pending, delivered]).toEqual(name === "healthy" ? [0, 20] : [20, 0]);
  });

  test("a process that ends by itself does within 5 s", async () => {
    await using harness = await startBot(answer);
    const { ports } = harness;
    await ports.advance(0);
    ports.exitComes();
    const beganMs = ports.nowMs();
    for (let round = 0; round < 200 && (ports.keepsAlive || round < 10); round++) {
      await turn();
      await ports.advance(50);
    }
    expect(ports.keepsAlive).toBe(false);
    expect(ports.nowMs() - beganMs).toBeLessThanOrEqual(5_500);
  });
});

test("one line says how much waits in the file for the next start", async () => {
  await using harness = await startBot(hang);
  await timeOf(harness, BotHooks.of(harness.tracker).stopping());
  await timeOf(harness, harness.tracker.close());
  expect(harness.messages).toEqual(["warn [bot-tracker] 20 deliveries wait in the outbox's file for the next start."]);
});

test("what only memory holds is lost with a stopped bot's process, and that is said when it ends", async () => {
  await using harness = await startBot(hang, { starts: 1, outbox: "memory" });
  await timeOf(harness, BotHooks.of(harness.tracker).stopping());
  expect(harness.messages).toEqual([]);
  harness.ports.exitComes();
  await turn();
  expect(harness.messages).toEqual([expect.stringContaining("1 delivery was not sent in time and lost")]);
});

test("requests under way at the end of the time are aborted, and come back as sent and maybe counted", async () => {
  await using harness = await startBot(hang, { starts: 3 });
  await timeOf(harness, BotHooks.of(harness.tracker).stopping());
  expect(harness.tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 3, pending: 3, ambiguous: 3 });
  // That a request was aborted says nothing about the service.
  expect(harness.tracker.health()["tgtrack"]?.held).toBeUndefined();
});

test("what is recorded after the stop is sent, and gets a second at least", async () => {
  await using harness = await startBot(hang, { starts: 1 });
  const { tracker, tgtrack, ports } = harness;
  await timeOf(harness, BotHooks.of(tracker).stopping());
  tgtrack.answer = SERVICES["healthy"] ?? {};
  tracker.handleUpdate(start(2));
  ports.exitComes();
  await harness.happened(({ kind }) => kind === "delivered");
  await timeOf(harness, tracker.close());
  expect(tracker.ledger()["tgtrack"]?.delivered).toBeGreaterThanOrEqual(1);
});

test("a process that lives on after its bot was stopped goes on sending after ten seconds", async () => {
  await using harness = await startBot(hang, { starts: 1 });
  const { tracker, tgtrack, ports } = harness;
  await timeOf(harness, BotHooks.of(tracker).stopping());
  tgtrack.answer = SERVICES["healthy"] ?? {};
  await ports.advance(9_000);
  expect(tgtrack.requests).toHaveLength(1);
  await ports.advance(1_500);
  await harness.happened(({ kind }) => kind === "delivered");
});

test("a flush that is asked for after the stop tries again", async () => {
  await using harness = await startBot(hang, { starts: 1 });
  await timeOf(harness, BotHooks.of(harness.tracker).stopping());
  harness.tgtrack.answer = SERVICES["healthy"] ?? {};
  await timeOf(harness, harness.tracker.flush());
  expect(harness.tracker.ledger()["tgtrack"]).toMatchObject({ delivered: 1, pending: 0 });
});

test("however the parts of an end follow each other, they share its time, and each has a second at least", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12_000), { minLength: 1 }), fc.boolean(), (pauses, isNatural) => {
      let nowMs = 1_000_000;
      const time = new EndTime(() => nowMs);
      time.recorded();
      let endBeganMs = Number.NEGATIVE_INFINITY;
      for (const pause of pauses) {
        nowMs += pause;
        if (nowMs - endBeganMs >= 10_000) endBeganMs = nowMs;
        if (isNatural) time.beginsNaturally();
        const leftMs = time.leftMs();
        expect(leftMs).toBeGreaterThanOrEqual(1_000);
        expect(leftMs).toBeLessThanOrEqual(Math.max(1_000, endBeganMs + 5_000 - nowMs));
        const { flushMs, lastAnswersMs, abortedMs } = sharesOf(leftMs);
        expect(Math.min(flushMs, lastAnswersMs, abortedMs)).toBeGreaterThan(0);
        expect(flushMs + lastAnswersMs + abortedMs).toBeCloseTo(leftMs);
      }
    }),
  );
});

test("requests that get no answer do not keep a process alive that has nothing else to do", async () => {
  await using server = await RecordingServer.start();
  server.answer = hang;
  const program = fileURLToPath(new URL("ends-by-itself.ts", import.meta.url));
  const child = spawn(process.execPath, [program, server.url, temporaryFolder()], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
  });
  // Its requests may take 50 s, and its own clock is fifty times as fast: whatever waits for them comes last.
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
  }, 40_000);
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  clearTimeout(late);
  expect({ code, isLate }).toEqual({ code: 0, isLate: false });
  // On a busy machine so fast a clock also sees the leases expire, which is said before.
  expect(out.split("\n").slice(-2)).toEqual([
    "[bot-tracker] 3 deliveries wait in the outbox's file for the next start.",
    "",
  ]);
  expect(server.requests).not.toHaveLength(0);
});
