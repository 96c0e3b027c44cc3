import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import type { DeadLetter } from "../outbox/delivery.ts";
import type { DeadLetterFilter } from "../outbox/outbox.ts";
import { withOwnErrors } from "../support/with-own-errors.ts";
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
    list: async (filter) => (await engine?.outbox.deadLetters(read("list", () => ({ ...filter })))) ?? [],
    retry: async (letter, mended) => {
      const { id, body } = read("retry", () => ({ id: String(letter), body: mended?.body }));
      if (engine === undefined) return false;
      if (body === undefined || isJsonObject(body)) return engine.outbox.retryDead(id, nowMs(), body);
      engine.messages.error("dead-retry", "dead.retry was not done: `body` must be the JSON text of an object.");
      return false;
    },
    drop: async (letter) => {
      const id = read("drop", () => String(letter));
      return (await engine?.outbox.dropDead(id)) ?? false;
    },
  };
}

function read<T>(method: string, task: () => T): T {
  const unreadable = (problem: string): TrackerConfigError =>
    new TrackerConfigError(`dead.${method} cannot read what it was given: ${problem}`);
  return withOwnErrors(unreadable, task);
}

function isJsonObject(text: unknown): boolean {
  try {
    const value: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
