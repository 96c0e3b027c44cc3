import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { createTracker, type Logger, type Recorded } from "@bot-tracker/core";
import { benchEvent } from "./bench-event.ts";
import type { Recorder } from "./recorder.ts";

const QUIET: Logger = { warn: () => {}, error: (message) => console.error(message) };
const DAY_MS = 86_400_000;

/**
 * The tracker as a bot has it, for TGTrack. Its allowance is spent by one request before anything is measured, so that
 * everything else stays where it is recorded.
 */
export async function openTrackerRecorder(outbox: "memory" | "sqlite", sinkUrl: string): Promise<Recorder> {
  const tracker = createTracker({
    tgtrack: { apiKey: "benchmark", url: sinkUrl, limits: [{ limit: 1, perMs: DAY_MS }] },
    outbox,
    dir: mkdtempSync(join(process.env["BOT_TRACKER_DIR"] ?? "", "outbox-")),
    botId: 7_000_000_001,
    logger: QUIET,
  });
  void tracker.trackEvent({ userId: 1, event: "first" });
  const { pending } = await tracker.flush();
  if (pending > 0) throw new Error("the first event could not be sent");
  let last: Promise<Recorded> | undefined;
  return {
    record: (index) => {
      const { userId, event, props } = benchEvent(index);
      last = tracker.trackEvent({ userId, event, ...props });
    },
    settle: async () => {
      const recorded = await last;
      if (recorded?.stored === false) throw new Error(`not stored: ${recorded.reason}`);
    },
    close: () => tracker.close({ timeoutMs: 0 }),
  };
}
