import type { DeliveryClass, Ledger, NewDelivery, OutboxEntry } from "@bot-tracker/core";
import { DROP_REASONS } from "@bot-tracker/core/outbox-kit";
import { expect } from "vitest";
import { delivery } from "../../../core/outbox/outbox-fixtures.ts";

/** Lets the event loop turn so often: each step of what is under way may take one or two. */
export async function turns(count = 40): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** An entry with one item for each destination, whose bodies are its name. */
export function entryOf(
  name: string,
  { to = ["tgtrack"], ...more }: { to?: readonly string[] } & Partial<NewDelivery> = {},
): OutboxEntry {
  return {
    items: to.map((destination) => ({ kind: "deliver", delivery: delivery(name, { ...more, destination }) })),
  };
}

export function nameOfEntry({ items }: OutboxEntry): string {
  const [first] = items;
  return first === undefined || first.kind === "drop" ? "" : String(JSON.parse(first.delivery.body));
}

/** Invariant of every ledger: accepted = delivered + pending + dropped + dead, and nothing below zero. */
export function expectBalanced(ledger: Ledger): void {
  for (const [name, { accepted, delivered, pending, dropped, dead }] of Object.entries(ledger)) {
    const lost = DROP_REASONS.reduce((sum, reason) => sum + dropped[reason], 0);
    expect([name, accepted]).toEqual([name, delivered + pending + lost + dead]);
    expect(Math.min(delivered, pending, lost, dead)).toBeGreaterThanOrEqual(0);
  }
}

export const CLASS_NAMES: readonly DeliveryClass[] = ["start", "goal", "stop", "event", "activity"];
