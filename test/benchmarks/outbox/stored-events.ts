import { createTracker, type RecordResult, type Tracker } from "@bot-tracker/core";
import { heldOptions, type OutboxKind, spendAllowance } from "../engine/held-tracker.ts";
import { benchEvent } from "../recording/bench-event.ts";

/** A tracker that keeps what is recorded, and the folder of its file. */
export interface KeepingTracker {
  tracker: Tracker;
  dir: string;
  record(index: number): Promise<RecordResult>;
}

export async function openKeepingTracker(outbox: OutboxKind, sinkUrl: string): Promise<KeepingTracker> {
  const options = heldOptions(outbox, sinkUrl, ["tgtrack"]);
  const tracker = createTracker(options);
  await spendAllowance(tracker);
  return {
    tracker,
    dir: options.dir ?? "",
    record: (index) => {
      const { userId, event, props } = benchEvent(index);
      return tracker.trackEvent({ userId, event, labels: props });
    },
  };
}
