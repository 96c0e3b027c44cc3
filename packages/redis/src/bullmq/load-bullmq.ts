import { TrackerConfigError } from "@bot-tracker/core";
import type * as BullMq from "bullmq";

/**
 * BullMQ, which is installed only where its tools are wanted.
 *
 * @throws {TrackerConfigError} it is not installed
 */
export async function loadBullMq(load = (): Promise<typeof BullMq> => import("bullmq")): Promise<typeof BullMq> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" || !message.includes("bullmq")) throw error;
    throw new TrackerConfigError(
      "deliveryQueues needs the package bullmq, which is not installed: npm install bullmq.",
    );
  }
}
