/** A bot without a framework, as a process of its own. Usage: node bot-program.ts <settings as JSON>, with IPC. */
import { createTracker } from "@bot-tracker/core";
import { deliveryId } from "../measure/delivery-id.ts";
import { perform } from "./perform.ts";
import type { BotSettings, BotState, Command, Report } from "./protocol.ts";

const settings = JSON.parse(process.argv[2] ?? "{}") as BotSettings;
const { limits, requestTimeoutMs, closeTimeoutMs } = settings;
let aheadMs = settings.clockAheadMs ?? 0;
const steadyFromMs = performance.timeOrigin + aheadMs;
let stored: string[] = [];

const service = (windows: NonNullable<typeof limits>["tgtrack"] | undefined) => ({
  ...(windows !== undefined && { limits: windows }),
  ...(requestTimeoutMs !== undefined && { timeoutMs: requestTimeoutMs }),
});
const say = (message: string): void => report({ kind: "said", message });

const tracker = createTracker({
  botId: 7_000_000_001,
  outbox: settings.outbox,
  ...(settings.dir !== undefined && { dir: settings.dir }),
  tgtrack: service(limits?.tgtrack),
  howUsedBot: service(limits?.howUsedBot),
  logger: { warn: say, error: say },
  // Who sets a clock sets the wall clock; the steady one goes on from where that one stood when the process began.
  ports: { nowMs: () => Date.now() + aheadMs, steadyMs: () => Math.floor(steadyFromMs + performance.now()) },
  onDelivery: (happening) => {
    if (happening.kind !== "stored") return;
    if (stored.length === 0) queueMicrotask(tellStored);
    stored.push(deliveryId(happening.destination, happening.class, happening.userId));
  },
});

process.on("message", (command: Command) => void obey(command));
process.once("SIGTERM", () => void end());
// The test has gone: nothing is left to be tracked.
process.once("disconnect", () => process.exit());
report({ kind: "ready", ledger: tracker.ledger() });

async function obey(command: Command): Promise<void> {
  switch (command.kind) {
    case "do":
      for (const deed of command.deeds) perform(tracker, deed);
      return;
    case "flood":
      for (let event = 0; event < command.events; event++) {
        void tracker.trackEvent({ userId: 1_000_000 + event, event: "lesson" });
      }
      if (command.thenStart !== undefined) perform(tracker, command.thenStart);
      return;
    case "do-one":
      perform(tracker, command.deed);
      break;
    case "set-clock":
      aheadMs = command.aheadMs;
      return;
    case "flush":
      await tracker.flush({ timeoutMs: command.timeoutMs });
      break;
    case "close":
      await tracker.close({ timeoutMs: command.timeoutMs });
      break;
    case "measure":
      globalThis.gc?.();
  }
  report({ kind: "answer", id: command.id, state: state() });
}

/** As a bot's own handler of SIGTERM does it: close, then let the process end by itself. */
async function end(): Promise<void> {
  await tracker.close(closeTimeoutMs === undefined ? {} : { timeoutMs: closeTimeoutMs });
  process.removeAllListeners("disconnect");
  process.send?.({ kind: "closed", state: state() } satisfies Report, () => process.disconnect());
}

function state(): BotState {
  const { rss, heapUsed } = process.memoryUsage();
  return { ledger: tracker.ledger(), rssBytes: rss, heapBytes: heapUsed };
}

function tellStored(): void {
  report({ kind: "stored", deliveries: stored });
  stored = [];
}

function report(message: Report): void {
  if (process.connected) process.send?.(message);
}
