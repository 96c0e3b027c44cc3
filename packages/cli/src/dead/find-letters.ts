import type { DeadLetter, DeadLetterFilter } from "@bot-tracker/core";
import { CliError } from "../cli-error.ts";
import { type BotOutbox, withOutbox } from "../outboxes/outbox-files.ts";

/** A dead letter and where it lies. */
export interface FoundLetter {
  outbox: BotOutbox;
  letter: DeadLetter;
}

/** The dead letters of every outbox, each oldest first. */
export function findLetters(outboxes: readonly BotOutbox[], filter: DeadLetterFilter): FoundLetter[] {
  return outboxes.flatMap((outbox) =>
    withOutbox(outbox, (file) => file.deadLetters(filter)).map((letter) => ({ outbox, letter })),
  );
}

/** @throws {CliError} there is none */
export function letterWithId(outboxes: readonly BotOutbox[], id: string): FoundLetter {
  const all = findLetters(outboxes, { limit: Number.POSITIVE_INFINITY });
  const found = all.find(({ letter }) => letter.id === id);
  if (found !== undefined) return found;
  throw new CliError(`There is no dead letter ${id}. \`bot-tracker dead list\` shows those that there are.`);
}
