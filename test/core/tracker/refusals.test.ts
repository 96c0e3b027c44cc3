import { KeyHeldError } from "@bot-tracker/core";
import { startSandbox } from "@bot-tracker/sandbox";
import { expect, test } from "vitest";
import { HOWUSEDBOT_TOKEN, TGTRACK_KEY, TrackerHarness } from "../../support/tracker-harness.ts";
import { DATE, privateStart, USER_ID } from "../../support/updates.ts";

const refusal = (code: number, description: string, details?: string) => ({
  status: code,
  body: { status: "error", error_code: code, error_description: description, error_details: details },
});
const start = (id: number) => privateStart({ updateId: id, messageId: id, userId: id });

test.each([401, 402, 403])(
  "a key that is refused (%i) is held and everything is kept, asked about ever more seldom, with one message that does not show it",
  async (code) => {
    await using harness = await TrackerHarness.start({ only: "tgtrack" });
    harness.tgtrack.answer = refusal(code, `The token ${TGTRACK_KEY} is no good`, `token=${TGTRACK_KEY}`);
    harness.tracker.handleUpdate(start(1));
    await harness.happened(({ kind }) => kind === "held");
    for (let id = 2; id <= 20; id++) harness.tracker.handleUpdate(start(id));
    const startMs = harness.ports.nowMs();
    const triedAfterMs: number[] = [];
    for (let tries = 1; tries <= 10; tries++) {
      const heldTimes = () => new Set(harness.happenings.flatMap((one) => (one.kind === "held" ? one.forMs : []))).size;
      await harness.happened(() => heldTimes() === tries);
      const untilMs = harness.tracker.health().tgtrack?.held?.untilMs ?? 0;
      triedAfterMs.push(untilMs - harness.ports.nowMs());
      if (tries < 10) await harness.ports.advance(untilMs - harness.ports.nowMs());
    }
    expect(triedAfterMs.map((ms) => ms / 1000)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
    expect(harness.ports.nowMs() - startMs).toBeLessThan(3_600_000);
    expect(harness.messages).toHaveLength(1);
    expect(harness.messages[0]).toMatch(
      /^warn \[bot-tracker\] tgtrack refuses the key: .*Changing the key requires a restart: queued deliveries are lost then/,
    );
    expect(harness.messages[0]).toContain(String(code));
    expect(harness.tracker.ledger().tgtrack).toMatchObject({ accepted: 20, pending: 20, dead: 0, ambiguous: 0 });
    const held = harness.tracker.health().tgtrack?.held;
    expect(held).toMatchObject({ cause: "key-refused" });
    expect(JSON.stringify(held)).not.toContain(TGTRACK_KEY);
  },
);

test("a key that is put right sends everything that waited, in order", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.nextAnswers.push(refusal(401, "Invalid token"), refusal(401, "Invalid token"));
  for (let id = 1; id <= 5; id++) harness.tracker.handleUpdate(start(id));
  await harness.settle();
  expect(harness.tracker.ledger().tgtrack).toMatchObject({ accepted: 5, delivered: 5, pending: 0 });
  expect(harness.tracker.health().tgtrack?.held).toBeUndefined();
});

test("a service whose key is refused delays no other", async () => {
  await using harness = await TrackerHarness.start();
  harness.tgtrack.answer = refusal(401, "Invalid token");
  harness.tracker.handleUpdate(start(1));
  await harness.happened(({ kind, destination }) => kind === "delivered" && destination === "howusedbot");
  expect(harness.tracker.ledger()).toMatchObject({ tgtrack: { pending: 1 }, howusedbot: { delivered: 1 } });
});

test("a HowUsedBot token that is refused is held too, and not shown", async () => {
  await using harness = await TrackerHarness.start({ only: "howUsedBot" });
  harness.howUsedBot.answer = { status: 403, body: { ok: false, error: `wrong apiToken ${HOWUSEDBOT_TOKEN}` } };
  harness.tracker.handleUpdate(start(1));
  await harness.happened(({ kind }) => kind === "held");
  expect(harness.messages).toHaveLength(1);
  expect(harness.tracker.ledger().howusedbot).toMatchObject({ pending: 1, dead: 0 });
});

test("a read under a held key is rejected with the reason, not with a hang", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.answer = refusal(401, "Invalid token");
  harness.tracker.handleUpdate(start(1));
  await harness.happened(({ kind }) => kind === "held");
  for (let round = 0; round < 6; round++) await harness.ports.advance(1_000);
  const read = harness.tracker.getUserInfo(USER_ID).catch((error: unknown) => error);
  await harness.ports.advance(5_000);
  const error = await read;
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).not.toContain(TGTRACK_KEY);
  if (error instanceof KeyHeldError) expect(error.message).toContain("401");
});

test("what the service refuses becomes a dead letter with code, description and details, and a message", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.nextAnswers.push(refusal(422, "Validation error", `event_type is unknown to ${TGTRACK_KEY}`));
  await harness.tracker.trackEvent({ userId: USER_ID, event: "sale", amount: 10 });
  await harness.tracker.trackEvent({ userId: USER_ID, event: "lesson" });
  await harness.tracker.flush();
  const [letter, ...others] = await harness.tracker.dead.list();
  expect(others).toEqual([]);
  expect(letter).toMatchObject({
    destination: "tgtrack",
    method: "add_event",
    class: "goal",
    userId: String(USER_ID),
    reason: { code: 422, description: "Validation error", details: "event_type is unknown to [secret]" },
  });
  expect(JSON.parse(letter?.body ?? "")).toMatchObject({ event_type: "sale", amount: 10 });
  expect(harness.tracker.ledger().tgtrack).toMatchObject({ accepted: 2, delivered: 1, dead: 1 });
  expect(harness.messages).toEqual([expect.stringContaining('tgtrack refused add_event "sale": 422 Validation error')]);
});

test("many refusals of one kind make one message", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.answer = refusal(400, "Not enough data");
  for (let id = 1; id <= 10; id++) harness.tracker.handleUpdate(start(id));
  await harness.tracker.flush();
  expect(harness.tracker.ledger().tgtrack).toMatchObject({ dead: 10 });
  expect(harness.messages).toHaveLength(1);
});

test("a dead letter can be mended and sent again, or dropped, and the accounts follow", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.nextAnswers.push(refusal(422, "Validation error"), refusal(422, "Validation error"));
  await harness.tracker.trackEvent({ userId: 1, event: "sale" });
  await harness.tracker.trackEvent({ userId: 2, event: "sale" });
  await harness.tracker.flush();
  const [first, second] = await harness.tracker.dead.list();
  const body = JSON.stringify({ user_id: "1", event_type: "mended" });
  expect(await harness.tracker.dead.retry(first?.id ?? "", { body })).toBe(true);
  expect(await harness.tracker.dead.retry(first?.id ?? "")).toBe(false);
  await harness.tracker.flush();
  expect(harness.tgtrack.requests.at(-1)?.body).toBe(body);
  expect(await harness.tracker.dead.drop(second?.id ?? "")).toBe(true);
  expect(await harness.tracker.dead.drop("no such letter")).toBe(false);
  expect(await harness.tracker.dead.list()).toEqual([]);
  expect(harness.tracker.ledger().tgtrack).toMatchObject({
    accepted: 2,
    delivered: 1,
    dead: 0,
    pending: 0,
    dropped: { purged: 1 },
  });
});

test("a dead letter mended with what is not the JSON text of an object stays where it is", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.nextAnswers.push(refusal(422, "Validation error"));
  await harness.tracker.trackEvent({ userId: 1, event: "sale" });
  await harness.tracker.flush();
  const [letter] = await harness.tracker.dead.list();
  for (const body of ["not JSON", "[1]", "null", '"text"', { user_id: "1" }]) {
    expect(await harness.tracker.dead.retry(letter?.id ?? "", { body: body as string })).toBe(false);
  }
  expect(harness.messages.at(-1)).toContain("`body` must be the JSON text of an object");
  expect(await harness.tracker.dead.list()).toHaveLength(1);
});

test("a letter that is refused again is dead again, for the new reason", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.nextAnswers.push(refusal(422, "Validation error"), refusal(405, "Resource not found"));
  await harness.tracker.trackEvent({ userId: 1, event: "sale" });
  await harness.tracker.flush();
  const [letter] = await harness.tracker.dead.list();
  await harness.tracker.dead.retry(letter?.id ?? "");
  await harness.tracker.flush();
  expect(await harness.tracker.dead.list()).toMatchObject([
    { reason: { code: 405, description: "Resource not found" } },
  ]);
});

test("a strict service takes everything that a tracker makes of its updates and calls", async () => {
  const sandbox = await startSandbox({
    keys: [TGTRACK_KEY],
    strictUserIds: true,
    limits: "none",
    now: () => DATE * 1000,
  });
  await using harness = await TrackerHarness.start({ only: "tgtrack", tgtrack: { url: `${sandbox.url}/v1` } });
  const { tracker } = harness;
  tracker.handleUpdate(privateStart({ payload: "adA" }));
  await tracker.trackEvent({
    userId: USER_ID,
    event: "sale",
    amount: 1.5,
    labels: { a: "b" },
    conversionTarget: "buy",
  });
  await tracker.reachGoal({ userId: USER_ID, target: "lead" });
  await tracker.userStarted({ user: { id: 42 } });
  await tracker.flush();
  await harness.ports.advance(1_000);
  await tracker.userStopped({ userId: 42 });
  await tracker.flush();
  expect(tracker.ledger().tgtrack).toMatchObject({ accepted: 5, delivered: 5 });
  expect(sandbox.requests().map(({ accepted, warnings }) => ({ accepted, warnings }))).toEqual(
    Array(5).fill({ accepted: true, warnings: [] }),
  );
  await sandbox.close();
});
