import { createTracker, type RecordResult } from "@bot-tracker/core";
import { heldOptions, type OutboxKind, spendAllowance } from "../engine/held-tracker.ts";
import { benchEvent } from "./bench-event.ts";
import type { Recorder } from "./recorder.ts";

/** The tracker as a bot has it, for TGTrack. */
export async function openTrackerRecorder(outbox: OutboxKind, sinkUrl: string): Promise<Recorder> {
  const tracker = createTracker(heldOptions(outbox, sinkUrl, ["tgtrack"]));
  await spendAllowance(tracker);
  let last: Promise<RecordResult> | undefined;
  return {
    record: (index) => {
      const { userId, event, props } = benchEvent(index);
      last = tracker.trackEvent({ userId, event, labels: props });
    },
    settle: async () => {
      const recorded = await last;
      if (recorded?.stored === false) throw new Error(`not stored: ${recorded.reason}`);
    },
    close: () => tracker.close({ timeoutMs: 0 }),
  };
}
