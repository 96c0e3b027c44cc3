/** One process of a bot that runs on many machines. Usage: node bot-program.ts <settings as JSON>, with IPC. */
import { pathToFileURL } from "node:url";
import * as core from "@bot-tracker/core";
import * as redis from "@bot-tracker/redis";
import { privateStart } from "../../../support/updates.ts";
import type { Command, ProcessSettings, ProcessState, Report } from "./protocol.ts";
import { withLeasesOf } from "./with-leases-of.ts";

const settings = JSON.parse(process.argv[2] ?? "{}") as ProcessSettings;
const { redisUrl, role, leaseMs, clockAheadMs, packages } = settings;
const { createTracker, redisOutbox } =
  packages === undefined
    ? { ...core, ...redis }
    : ((await import(pathToFileURL(packages).href)) as typeof core & typeof redis);
const steadyFromMs = performance.timeOrigin + clockAheadMs;
let delivered = 0;
let stored: string[] = [];
const FLUSH_WITHIN_MS = 5_000;

const say = (message: string): void => report({ kind: "said", message });
const shared = redisUrl === undefined ? undefined : redisOutbox({ url: redisUrl, role });
const outbox = shared === undefined || leaseMs === undefined ? shared : withLeasesOf(leaseMs, shared);

const tracker = createTracker({
  botId: 7_000_000_001,
  dir: settings.dir,
  outbox,
  tgtrack: { apiKey: "fleet-key", url: settings.tgtrackUrl, limits: settings.limits },
  howUsedBot: false,
  logger: { warn: say, error: say },
  ports: { nowMs: () => Date.now() + clockAheadMs, steadyMs: () => Math.floor(steadyFromMs + performance.now()) },
  onDelivery: (happening) => {
    if (happening.kind === "delivered") delivered++;
    if (settings.flushes || happening.kind !== "stored" || happening.userId === undefined) return;
    noteStored(happening.userId);
  },
});

process.on("message", obey);
process.once("SIGTERM", () => void end());
// The test has gone: nothing is left to be tracked.
process.once("disconnect", () => process.exit());
report({ kind: "ready" });

function obey(command: Command): void {
  if (command.kind === "look") {
    report({ kind: "answer", id: command.id, state: state() });
    return;
  }
  if (command.kind === "handle") {
    for (const update of command.updates) tracker.handleUpdate(update);
    return;
  }
  for (const { number, userId, date } of command.starts) {
    tracker.handleUpdate(privateStart({ updateId: number, messageId: number, userId, date, payload: `ad_${number}` }));
    if (settings.sells) void tracker.trackEvent({ userId, event: "sale", amount: number, key: "sale" });
    if (settings.flushes) void flush(userId);
  }
}

async function flush(userId: number): Promise<void> {
  const beganMs = performance.now();
  await tracker.flush({ timeoutMs: FLUSH_WITHIN_MS });
  // What a busy machine left no time for may be nowhere but here: Telegram would deliver it again.
  if (performance.now() - beganMs < FLUSH_WITHIN_MS) noteStored(String(userId));
}

function noteStored(userId: string): void {
  if (stored.length === 0) queueMicrotask(tellStored);
  stored.push(userId);
}

/** As a bot's own handler of SIGTERM does it: close, then let the process end by itself. */
async function end(): Promise<void> {
  const beganMs = performance.now();
  await tracker.close({ timeoutMs: settings.closeTimeoutMs });
  const tookMs = performance.now() - beganMs;
  process.removeAllListeners("disconnect");
  process.send?.({ kind: "closed", state: state(), tookMs } satisfies Report, () => process.disconnect());
}

function state(): ProcessState {
  return { ledger: tracker.ledger(), storage: tracker.health()["tgtrack"]?.storage ?? "", delivered };
}

function tellStored(): void {
  report({ kind: "stored", userIds: stored });
  stored = [];
}

function report(message: Report): void {
  if (process.connected) process.send?.(message);
}
