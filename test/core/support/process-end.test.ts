import { setTimeout } from "node:timers/promises";
import { createTracker, type Tracker } from "@bot-tracker/core";
import { expect, test, vi } from "vitest";
import { onProcessEnd } from "../../../packages/core/src/support/process-end.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { TGTRACK_KEY } from "../../support/tracker-harness.ts";

const EVENTS = ["beforeExit", "exit"] as const;
const listeners = (): number[] => EVENTS.map((event) => process.listenerCount(event));

/** A tracker with a real clock, real timers and a file. */
const makeBot = (dir: string, botId: number): Tracker => createTracker({ botId, dir, tgtrack: TGTRACK_KEY }, {});

test("twelve bots in one process add one listener for each event and cause no warning", async () => {
  const folder = temporaryFolder();
  const warnings: Error[] = [];
  const warn = (warning: Error): void => void warnings.push(warning);
  process.on("warning", warn);
  const before = listeners();
  const bots = Array.from({ length: 12 }, (_, index) => makeBot(folder, 7_000_000_001 + index));
  for (const [index, count] of listeners().entries()) expect(count - (before[index] ?? 0)).toBeLessThanOrEqual(1);
  await setTimeout(0);
  expect(warnings.map(({ name }) => name)).not.toContain("MaxListenersExceededWarning");
  await Promise.all(bots.map((bot) => bot.close({ timeoutMs: 0 })));
  process.off("warning", warn);
});

test("two copies of the package share their listeners", async () => {
  const cancel = onProcessEnd("exit", () => {});
  const before = listeners();
  vi.resetModules();
  const copy = await import("../../../packages/core/src/support/process-end.ts");
  expect(copy.onProcessEnd).not.toBe(onProcessEnd);
  const cancelCopy = copy.onProcessEnd("exit", () => {});
  expect(listeners()).toEqual(before);
  cancel();
  cancelCopy();
});

test("a task runs at each of its events until it is cancelled, whatever another task throws", () => {
  const ran: string[] = [];
  const cancels = [
    onProcessEnd("beforeExit", () => {
      throw new Error("no");
    }),
    onProcessEnd("beforeExit", () => ran.push("second")),
    onProcessEnd("beforeExit", () => ran.push("third")),
  ];
  const emit = (): unknown => process.emit("beforeExit", 0);
  emit();
  cancels[1]?.();
  emit();
  expect(ran).toEqual(["second", "third", "third"]);
  for (const cancel of cancels) cancel();
  emit();
  expect(ran).toHaveLength(3);
});
