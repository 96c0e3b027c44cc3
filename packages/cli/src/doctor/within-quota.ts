import { setTimeout as sleep } from "node:timers/promises";
import type { MaybePromise, QuotaLimits, RequestEnd } from "@bot-tracker/core";
import { systemPorts } from "@bot-tracker/core/outbox-kit";
import type { BotOutbox, OpenOutbox } from "../outboxes/bot-outbox.ts";
import { outboxProblem } from "../outboxes/outbox-problem.ts";
import type { ProbeResult } from "./probe.ts";

/** As long as the bot's own reads wait for a free slot. */
const TIMEOUT_MS = 5_000;
/** When only the answer to a request in flight can free a slot, nobody knows when that will be. */
const POLL_MS = 50;

/**
 * Lets `ask` send its one request, counted in the given outboxes, so that bots running with the same key stay within
 * its limits. Returns undefined, with nothing sent, if no slot becomes free in time.
 */
export async function withinQuota<T extends { result: ProbeResult | undefined }>(
  outboxes: readonly BotOutbox[],
  limits: QuotaLimits | undefined,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  if (limits === undefined) return ask();
  const deadlineMs = systemPorts.steadyMs() + TIMEOUT_MS;
  const taken: { opened: OpenOutbox; slot: string }[] = [];
  const end = async (how: RequestEnd): Promise<void> => {
    for (const { opened, slot } of taken) await quietly(() => opened.endSlot(slot, how, systemPorts.steadyMs()));
    for (const { opened } of taken) opened.close();
  };
  for (const outbox of outboxes) {
    // An outbox that cannot be used is reported by its own check.
    const opened = await quietly(() => outbox.open());
    if (opened === undefined) continue;
    const slot = await slotOf(opened, limits, deadlineMs);
    if (slot.kind === "taken") taken.push({ opened, slot: slot.slot });
    else opened.close();
    if (slot.kind === "full") {
      await end("never-sent");
      return undefined;
    }
  }
  const asked = await ask();
  const { result } = asked;
  await end(result?.kind === "answered" ? "answered" : result?.neverSent === true ? "never-sent" : "lost");
  return asked;
}

type Slot = { kind: "taken"; slot: string } | { kind: "full" } | { kind: "unusable" };

async function slotOf(opened: OpenOutbox, limits: QuotaLimits, deadlineMs: number): Promise<Slot> {
  for (;;) {
    const nowMs = systemPorts.steadyMs();
    const grant = await quietly(() => opened.takeSlot(limits, nowMs));
    if (grant === undefined) return { kind: "unusable" };
    if (grant.granted) return { kind: "taken", slot: grant.slot };
    const againMs = Number.isFinite(grant.atMs) ? Math.max(grant.atMs, nowMs + 1) : nowMs + POLL_MS;
    if (againMs > deadlineMs) return { kind: "full" };
    await sleep(againMs - nowMs);
  }
}

async function quietly<T>(task: () => MaybePromise<T>): Promise<T | undefined> {
  try {
    return await task();
  } catch (error) {
    outboxProblem(error);
    return undefined;
  }
}
