import type { DeadLetter, DeadLetterFilter } from "@bot-tracker/core";
import { destinationsBehind } from "@bot-tracker/core/outbox-kit";
import { CliError } from "../cli-error.ts";
import { type BotOutbox, withOutbox } from "../outboxes/bot-outbox.ts";

const MOST_NAMED = 20;

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
  const ids = all.map(({ letter }) => letter.id);
  const known = ids.slice(0, MOST_NAMED).join(", ");
  const rest = ids.length > MOST_NAMED ? `, and ${ids.length - MOST_NAMED} more` : "";
  throw new CliError(`There is no dead letter ${id}. There are: ${ids.length === 0 ? "none" : known + rest}.`);
}

/** @throws {CliError} no outbox knows a destination of this name */
export async function expectDestination(outboxes: readonly BotOutbox[], name: string): Promise<void> {
  const names = new Set<string>();
  for (const outbox of outboxes) {
    const ledger = await withOutbox(outbox, (opened) => opened.ledger());
    for (const known of Object.keys(ledger)) names.add(known);
  }
  if (names.has(name)) return;
  const shown = [...names].filter((known) => destinationsBehind(known) === undefined);
  throw new CliError(`There is no destination ${name}. There are: ${shown.join(", ") || "none"}.`);
}
