import { type AutoEvent, commands } from "@bot-tracker/core";
import { expect, test } from "vitest";
import { TrackerHarness } from "../../../support/tracker-harness.ts";
import { privateMessage, privateStart, USER_ID } from "../../../support/updates.ts";

const stickers: AutoEvent = (update) => {
  const { message } = update as { message?: { from?: { id: number }; sticker?: object } };
  return message?.sticker && message.from ? [{ kind: "event", userId: message.from.id, event: "sticker" }] : [];
};

const stickerUpdate = (updateId = 1) =>
  privateMessage({ updateId, text: null, message: { sticker: { file_id: "x" } } as object });

test("events of one's own are written the same way, and each counts once per update", async () => {
  const twice: AutoEvent = (update) => [...stickers(update), ...stickers(update)];
  await using harness = await TrackerHarness.start({ only: "tgtrack", options: { autoEvents: [twice, stickers] } });
  harness.tracker.handleUpdate(stickerUpdate());
  harness.tracker.handleUpdate(stickerUpdate());
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body.event_type)).toEqual(["sticker", "sticker", "sticker"]);
});

test.each<[what: string, broken: unknown]>([
  [
    "throws",
    () => {
      throw new Error("my mistake");
    },
  ],
  ["returns nothing", () => undefined],
  [
    "is async",
    async () => {
      throw new Error("my mistake");
    },
  ],
  ["returns null in its list", () => [null]],
])(
  "an auto event that %s costs neither the start nor the other auto events, and is told once",
  async (_what, broken) => {
    const autoEvents = [broken as AutoEvent, commands()];
    await using harness = await TrackerHarness.start({ only: "tgtrack", options: { autoEvents } });
    harness.tracker.handleUpdate(privateStart({ updateId: 1 }));
    harness.tracker.handleUpdate(privateMessage({ updateId: 2, text: "/pay" }));
    await harness.tracker.flush();
    expect(harness.toTgtrack.map(({ method }) => method)).toEqual(["on_telegram_webhook", "add_event"]);
    expect(harness.messages).toHaveLength(1);
  },
);

test("what an auto event says that makes no sense is invalid, as in a call by hand", async () => {
  const autoEvents: AutoEvent[] = [() => [{ kind: "event", userId: USER_ID, event: "" }]];
  await using harness = await TrackerHarness.start({ only: "tgtrack", options: { autoEvents } });
  harness.tracker.handleUpdate(privateMessage());
  expect(harness.tracker.ledger().tgtrack).toMatchObject({ accepted: 1, dropped: { invalid: 1 } });
});

test("people who are ignored have no auto events", async () => {
  const autoEvents: AutoEvent[] = [stickers, () => [{ kind: "goal", userId: 42, target: "lead" }]];
  await using harness = await TrackerHarness.start({
    only: "tgtrack",
    options: { autoEvents, ignoreUsers: [USER_ID, 42] },
  });
  harness.tracker.handleUpdate(stickerUpdate(1));
  harness.tracker.handleUpdate(privateMessage({ updateId: 2, userId: 7 }));
  expect(harness.tracker.ledger().tgtrack?.accepted).toBe(0);
});
