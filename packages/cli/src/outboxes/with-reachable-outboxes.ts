import type { MaybePromise } from "@bot-tracker/core";
import type { Settings } from "../settings.ts";
import type { BotOutbox } from "./bot-outbox.ts";
import { findOutboxes } from "./outbox-files.ts";
import { outboxProblem } from "./outbox-problem.ts";
import { withOutboxes } from "./with-outboxes.ts";

/** What a task gave for the outboxes that can be reached. */
export interface Reached<T> {
  result: T;
  /** Why those in Redis cannot, a sentence. */
  redisProblem: string | undefined;
}

/**
 * As `withOutboxes`, but with the files alone where Redis cannot be used.
 *
 * @throws {CliError} there are none, or Redis cannot be used and there are no files
 */
export async function withReachableOutboxes<T>(
  settings: Settings,
  task: (outboxes: BotOutbox[]) => MaybePromise<T>,
): Promise<Reached<T>> {
  let isBegun = false;
  const once = (outboxes: BotOutbox[]): MaybePromise<T> => {
    isBegun = true;
    return task(outboxes);
  };
  try {
    return { result: await withOutboxes(settings, once), redisProblem: undefined };
  } catch (error) {
    const files = findOutboxes(settings);
    if (isBegun || settings.redis === undefined || files.length === 0) throw error;
    return { result: await task(files), redisProblem: outboxProblem(error) };
  }
}
