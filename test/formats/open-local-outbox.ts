import { createTracker, MemoryOutbox, type Outbox, type Tracker } from "@bot-tracker/core";
import { ManualPorts } from "../support/manual-ports.ts";
import { BOT_ID, WRITTEN_MS } from "./moments.ts";

/** A tracker that records into an outbox and sends nothing of it. The outbox is closed by whoever opened it. */
export function recorderInto(outbox: Outbox, destinations: readonly string[]): Tracker {
  const recording: Outbox = {
    kind: outbox.kind,
    put: (entry, nowMs) => outbox.put(entry, nowMs),
    next: () => ({ kind: "none" }),
    lease: () => [],
    settle: () => {},
    takeSlot: (_limits, _urgent, steadyMs) => ({ granted: false, atMs: steadyMs }),
    endSlot: () => {},
    quotaUsed: (limits) => limits.windows.map(() => 0),
    person: (botId, userId) => outbox.person(botId, userId),
    ledger: () => outbox.ledger(),
    oldestPendingAt: (destination) => outbox.oldestPendingAt(destination),
    deadLetters: () => [],
    retryDead: () => false,
    dropDead: () => false,
    purgeUser: () => 0,
    onReady: () => {},
    close: () => {},
  };
  return createTracker(
    {
      botId: BOT_ID,
      outbox: recording,
      tgtrack: { apiKey: "key" },
      howUsedBot: destinations.includes("howusedbot") && { apiToken: "token" },
      ports: new ManualPorts(WRITTEN_MS),
    },
    {},
  );
}

/** The outbox that a bot has in `dir` without Redis, opened as a tracker opens it; and what was said of it. */
export function openLocalOutbox(dir: string): { outbox: Outbox; said: string[] } {
  const said: string[] = [];
  const say = (message: string): void => void said.push(message);
  let opened: Outbox | undefined;
  const tracker = createTracker(
    {
      botId: BOT_ID,
      dir,
      tgtrack: { apiKey: "key" },
      ports: new ManualPorts(WRITTEN_MS),
      logger: { warn: say, error: say },
      outbox: {
        makeOutbox: ({ openLocal }) => {
          opened = openLocal();
          return new MemoryOutbox("unused");
        },
      },
    },
    {},
  );
  void tracker.close({ timeoutMs: 0 });
  if (opened === undefined) throw new Error("the tracker opened no outbox");
  return { outbox: opened, said };
}
