import { setTimeout as sleep } from "node:timers/promises";
import type { QuotaLimits } from "@bot-tracker/core";
import { OutboxFile, OutboxFileError, systemPorts } from "@bot-tracker/core/tool-kit";
import type { BotOutbox } from "../outboxes/outbox-files.ts";
import type { ProbeResult } from "./probe.ts";

/** As long as a read of the bot's own waits for room in the limits. */
const PATIENCE_MS = 5_000;
/** Where only an answer to a request under way can make room, nobody says when. */
const LOOK_AGAIN_MS = 50;

/**
 * Lets `ask` send its one request, counted in the outboxes at hand, so that bots that run with the same key stay within
 * its limits. Where there is no room in them in time, nothing is sent: then `undefined`.
 */
export async function withinQuota<T extends { result: ProbeResult | undefined }>(
  outboxes: readonly BotOutbox[],
  limits: QuotaLimits | undefined,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  if (limits === undefined) return ask();
  const deadlineMs = systemPorts.steadyMs() + PATIENCE_MS;
  const taken: { file: OutboxFile; slot: string }[] = [];
  const end = (how: "answered" | "lost" | "never-sent"): void => {
    for (const { file, slot } of taken) quietly(() => file.endSlot(slot, how, systemPorts.steadyMs()));
    for (const { file } of taken) file.close();
  };
  for (const { path } of outboxes) {
    // One that cannot be used has a check of its own.
    const file = quietly(() => new OutboxFile(path));
    if (file === undefined) continue;
    const slot = await slotOf(file, limits, deadlineMs);
    if (slot.kind === "taken") taken.push({ file, slot: slot.slot });
    else file.close();
    if (slot.kind === "full") {
      end("never-sent");
      return undefined;
    }
  }
  const asked = await ask();
  const { result } = asked;
  end(result?.kind === "answered" ? "answered" : result?.neverSent === true ? "never-sent" : "lost");
  return asked;
}

type Slot = { kind: "taken"; slot: string } | { kind: "full" } | { kind: "unusable" };

async function slotOf(file: OutboxFile, limits: QuotaLimits, deadlineMs: number): Promise<Slot> {
  for (;;) {
    const nowMs = systemPorts.steadyMs();
    const grant = quietly(() => file.takeSlot(limits, nowMs));
    if (grant === undefined) return { kind: "unusable" };
    if (grant.granted) return { kind: "taken", slot: grant.slot };
    const againMs = Number.isFinite(grant.atMs) ? Math.max(grant.atMs, nowMs + 1) : nowMs + LOOK_AGAIN_MS;
    if (againMs > deadlineMs) return { kind: "full" };
    await sleep(againMs - nowMs);
  }
}

function quietly<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch (error) {
    if (error instanceof OutboxFileError) return undefined;
    throw error;
  }
}
