import type { MemoryOutbox } from "../../packages/core/src/outbox/memory/memory-outbox.ts";
import type { Outbox } from "../../packages/core/src/outbox/outbox.ts";
import { claimInSteps } from "../../packages/core/src/outbox/rules/claim-in-steps.ts";
import type { VirtualTime } from "./virtual-time.ts";

/**
 * An outbox that writes answers in groups, as the file does: after `writeAfterMs`, or before it gives anything to send,
 * which takes `claimMs` at times.
 */
export function groupedOutbox(
  outbox: MemoryOutbox,
  time: VirtualTime,
  { writeAfterMs = 40, claimMs = 0 }: { writeAfterMs?: number; claimMs?: number } = {},
): Outbox {
  const waiting: (() => void)[] = [];
  const write = (): void => {
    for (const done of waiting.splice(0)) done();
  };
  const [next, lease, settle] = [outbox.next.bind(outbox), outbox.lease.bind(outbox), outbox.settle.bind(outbox)];
  const settleLater: Outbox["settle"] = (settlements, nowMs) =>
    new Promise((resolve) => {
      waiting.push(() => {
        settle(settlements, nowMs);
        resolve();
      });
      void time.sleep(writeAfterMs).then(write);
    });
  const nextWritten: Outbox["next"] = (...about) => {
    write();
    return next(...about);
  };
  const claim: Outbox["claim"] = async (destination, nowMs, choose) => {
    if (claimMs > 0 && time.random() < 0.3) await time.sleep(time.random() * claimMs);
    return claimInSteps({ next: nextWritten, lease }, destination, nowMs, choose);
  };
  return Object.defineProperties(outbox, {
    settle: { value: settleLater },
    next: { value: nextWritten },
    claim: { value: claim },
  });
}
