import type { QuotaLimits, SlotGrant } from "@bot-tracker/core";
import { OutboxFile, OutboxFileError, systemPorts } from "@bot-tracker/core/tool-kit";
import type { BotOutbox } from "../outboxes/outbox-files.ts";
import type { ProbeResult } from "./probe.ts";

/**
 * Lets `ask` send its one request, counted in the outboxes at hand, so that bots that run with the same key stay within
 * its limits. Without room in the limits nothing is sent: then `undefined`.
 */
export async function withinQuota<T extends { result: ProbeResult | undefined }>(
  outboxes: readonly BotOutbox[],
  limits: QuotaLimits | undefined,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  if (limits === undefined) return ask();
  const taken: { file: OutboxFile; slot: SlotGrant & { granted: true } }[] = [];
  const end = (how: "answered" | "lost" | "never-sent"): void => {
    for (const { file, slot } of taken) quietly(() => file.endSlot(slot.slot, how, systemPorts.steadyMs()));
    for (const { file } of taken) file.close();
  };
  for (const { path } of outboxes) {
    // One that cannot be used has a check of its own.
    const file = quietly(() => new OutboxFile(path));
    const slot = quietly(() => file?.takeSlot(limits, systemPorts.steadyMs()));
    if (file !== undefined && slot?.granted === true) taken.push({ file, slot });
    else file?.close();
    if (slot?.granted === false) {
      end("never-sent");
      return undefined;
    }
  }
  const asked = await ask();
  const { result } = asked;
  end(result?.kind === "answered" ? "answered" : result?.neverSent === true ? "never-sent" : "lost");
  return asked;
}

function quietly<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch (error) {
    if (error instanceof OutboxFileError) return undefined;
    throw error;
  }
}
