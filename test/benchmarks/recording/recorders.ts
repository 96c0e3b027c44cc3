import { openFetch, openNothing, openPool, openPostHog, openQueue, openSegment } from "./peer-recorders.ts";
import type { OpenRecorder } from "./recorder.ts";
import { openTrackerRecorder } from "./tracker-recorder.ts";

/** Where requests go. */
export interface RecorderSinks {
  /** Answers at once. */
  quickUrl: string;
  /** Answers so late that what is measured is over by then. */
  slowUrl: string;
}

/** Everybody who records, by the name in the results. */
export function recorders({ quickUrl, slowUrl }: RecorderSinks): Readonly<Record<string, OpenRecorder>> {
  return {
    nothing: openNothing,
    memory: () => openTrackerRecorder("memory", quickUrl),
    sqlite: () => openTrackerRecorder("sqlite", quickUrl),
    "posthog-node": openPostHog,
    segment: openSegment,
    "undici Pool": () => openPool(slowUrl),
    "p-queue + Pool": () => openQueue(slowUrl),
    fetch: () => openFetch(slowUrl),
  };
}

export type RecorderName =
  | "nothing"
  | "memory"
  | "sqlite"
  | "posthog-node"
  | "segment"
  | "undici Pool"
  | "p-queue + Pool"
  | "fetch";
