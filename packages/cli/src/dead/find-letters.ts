import type { DeadLetter, DeadLetterFilter } from "@bot-tracker/core";
import { CliError } from "../cli-error.ts";
import { type BotOutbox, withOutbox } from "../outboxes/bot-outbox.ts";

/** A dead letter and the outbox that holds it. */
export interface FoundLetter {
  outbox: BotOutbox;
  letter: DeadLetter;
}

/** The dead letters of every outbox, each oldest first. */
export async function findLetters(outboxes: readonly BotOutbox[], filter: DeadLetterFilter): Promise<FoundLetter[]> {
  const found: FoundLetter[] = [];
  for (const outbox of outboxes) {
    const letters = await withOutbox(outbox, (opened) => opened.deadLetters(filter));
    found.push(...letters.map((letter) => ({ outbox, letter })));
  }
  return found;
}

/** @throws {CliError} there is none */
export async function letterWithId(outboxes: readonly BotOutbox[], id: string): Promise<FoundLetter> {
  const all = await findLetters(outboxes, { limit: Number.POSITIVE_INFINITY });
  const found = all.find(({ letter }) => letter.id === id);
  if (found !== undefined) return found;
  throw new CliError(`There is no dead letter ${id}. \`bot-tracker dead list\` shows the existing ones.`);
}
