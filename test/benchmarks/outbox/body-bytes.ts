import { createTracker } from "@bot-tracker/core";
import { QUIET } from "../engine/held-tracker.ts";
import { benchEvent } from "../recording/bench-event.ts";

/** The bytes of the body of a request that tells TGTrack of the benchmarks' event. */
export async function bodyBytes(): Promise<number> {
  let bytes = 0;
  const tracker = createTracker({
    tgtrack: { apiKey: "benchmark", url: "http://127.0.0.1:9" },
    outbox: "memory",
    logger: QUIET,
    beforeSend: ({ body }) => {
      bytes = Buffer.byteLength(JSON.stringify(body));
      return null;
    },
  });
  const { userId, event, props } = benchEvent(0);
  await tracker.trackEvent({ userId, event, labels: props });
  await tracker.close();
  return bytes;
}
