import type { DeadLetter } from "../outbox/delivery.ts";
import type { DeadLetterFilter } from "../outbox/outbox.ts";
import type { Engine } from "./engine.ts";

/** What the services refused for good. */
export interface DeadLetters {
  list(filter?: DeadLetterFilter): Promise<readonly DeadLetter[]>;
  /**
   * Sends a letter again, with `body` in place of its own. False when there is no such letter, or when `body` is not
   * the JSON text of an object: then a message says so and the letter stays.
   */
  retry(id: string, mended?: { body?: string }): Promise<boolean>;
  /** Removes a letter; it is counted as `purged`. False when there is no such letter. */
  drop(id: string): Promise<boolean>;
}

/** Those of an engine; none where tracking is switched off. */
export function deadLettersOf(engine: Engine | undefined, nowMs: () => number): DeadLetters {
  return {
    list: async (filter) => (await engine?.outbox.deadLetters(filter)) ?? [],
    retry: async (id, mended) => {
      const body = mended?.body;
      if (engine === undefined) return false;
      if (body === undefined || isJsonObject(body)) return engine.outbox.retryDead(id, nowMs(), body);
      engine.messages.error("dead-retry", "dead.retry was not done: `body` must be the JSON text of an object.");
      return false;
    },
    drop: async (id) => (await engine?.outbox.dropDead(id)) ?? false,
  };
}

function isJsonObject(text: unknown): boolean {
  try {
    const value: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
