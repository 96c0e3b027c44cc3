import { createTracker, MemoryOutbox, type Outbox, TrackerConfigError } from "@bot-tracker/core";
import { expect, onTestFinished, test } from "vitest";
import { ManualPorts } from "../../support/manual-ports.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { TrackerHarness } from "../../support/tracker-harness.ts";
import { DATE, myChatMember, privateMessage, privateStart, USER_ID, unblock } from "../../support/updates.ts";

test("a person is known with their start, their block and since when, and nobody is asked for it", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const { tracker } = harness;
  expect(await tracker.getPerson(USER_ID)).toBeUndefined();
  tracker.handleUpdate(privateStart({ updateId: 1, date: DATE }));
  expect(await tracker.getPerson(USER_ID)).toEqual({ started: true, blocked: false, since: DATE });
  tracker.handleUpdate(privateStart({ updateId: 2, messageId: 2, date: DATE + 60 }));
  expect(await tracker.getPerson(String(USER_ID))).toMatchObject({ since: DATE });
  tracker.handleUpdate(myChatMember({ updateId: 3, date: DATE + 120 }));
  expect(await tracker.getPerson(BigInt(USER_ID))).toEqual({ started: true, blocked: true, since: DATE + 120 });
  tracker.handleUpdate(unblock({ updateId: 4, date: DATE + 180 }));
  expect(await tracker.getPerson(USER_ID)).toEqual({ started: true, blocked: false, since: DATE + 180 });
  tracker.handleUpdate(privateMessage({ updateId: 5, userId: 77 }));
  expect(await tracker.getPerson(77)).toBeUndefined();
  await tracker.flush();
  expect(harness.toTgtrack.every(({ method }) => method === "on_telegram_webhook")).toBe(true);
  await tracker.purgeUser(USER_ID);
  expect(await tracker.getPerson(USER_ID)).toBeUndefined();
});

test("a failed send shows the block, and calls by hand count as updates do", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const { tracker } = harness;
  await tracker.userStarted({ user: { id: USER_ID } });
  expect(await tracker.getPerson(USER_ID)).toMatchObject({ started: true, blocked: false });
  const refusal = { errorCode: 403, description: "Forbidden: bot was blocked by the user" };
  tracker.handleSendFailure({ method: "sendMessage", params: { chat_id: USER_ID }, ...refusal });
  expect(await tracker.getPerson(USER_ID)).toMatchObject({ started: true, blocked: true });
  await tracker.userStopped({ userId: 77, date: DATE });
  expect(await tracker.getPerson(77)).toEqual({ started: false, blocked: true, since: DATE });
});

test("what the file knows outlives the process", async () => {
  const dir = temporaryFolder();
  const open = () =>
    createTracker({ botId: 1, dir, tgtrack: { apiKey: "key", url: "http://127.0.0.1:1" }, logger: SILENT }, {});
  const first = open();
  first.handleUpdate(privateStart({ date: DATE }));
  expect(await first.getPerson(USER_ID)).toEqual({ started: true, blocked: false, since: DATE });
  await first.close({ timeoutMs: 0 });
  expect(await first.getPerson(USER_ID)).toBeUndefined();
  const second = open();
  onTestFinished(() => second.close({ timeoutMs: 0 }));
  expect(await second.getPerson(USER_ID)).toEqual({ started: true, blocked: false, since: DATE });
});

test("with tracking switched off nobody is known", async () => {
  expect(await createTracker({ enabled: false }, {}).getPerson(USER_ID)).toBeUndefined();
});

test.each(["anna", 0, -5, 1.5])("%o is no person's id, which is said", async (userId) => {
  const tracker = createTracker({ enabled: false }, {});
  await expect(tracker.getPerson(userId)).rejects.toThrow(TrackerConfigError);
  await expect(tracker.getPerson(userId)).rejects.toThrow("getPerson: `userId` must be a person's numeric id");
});

test("an outbox that cannot be read, or never answers, keeps nobody waiting and is told of once", async () => {
  const outbox: Outbox = new MemoryOutbox("x");
  const ports = new ManualPorts();
  const said: string[] = [];
  const tracker = createTracker(
    {
      botId: 1,
      outbox,
      ports,
      tgtrack: { apiKey: "key" },
      logger: { warn: (line) => said.push(line), error: () => {} },
    },
    {},
  );
  onTestFinished(() => tracker.close({ timeoutMs: 0 }));
  outbox.person = () => new Promise(() => {});
  const asked = tracker.getPerson(USER_ID);
  await ports.advance(1_000);
  expect(await asked).toBeUndefined();
  outbox.person = () => {
    throw new Error("no such table");
  };
  expect(await tracker.getPerson(USER_ID)).toBeUndefined();
  expect(said).toEqual([
    expect.stringContaining("getPerson could not read the outbox (it did not answer within 1000 ms)"),
  ]);
});

const SILENT = { warn: () => {}, error: () => {} };
