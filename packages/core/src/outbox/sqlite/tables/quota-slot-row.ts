import type { Slot, SlotState } from "./quota-use.ts";

/** By the number that stands for each in a row. File format. */
const STATES: readonly SlotState[] = ["open", "ended", "cancelled", "lost"];
export const OPEN: number = STATES.indexOf("open");

/**
 * A row says the moment of a loss with this much added. Versions that do not know `lost` take it for an answer at the
 * moment that stands there, and grant the server so long. File format.
 */
const LOSS_AHEAD_MS = 30_000;

/** A row of the table `quota_slot`. */
export interface QuotaSlotRow {
  rev: number;
  slot: number;
  key: string;
  state: number;
  atMs: number;
  /** Whose it is, if that is known. */
  holder: string | null;
}

export function toSlot(row: QuotaSlotRow): Slot {
  const state = STATES[row.state] ?? "ended";
  return { slot: row.slot, key: row.key, state, atMs: row.atMs - aheadOf(state) };
}

/** What of a slot can change, as it stands in a row. */
export function toColumns({ state, atMs }: Pick<Slot, "state" | "atMs">): [state: number, atMs: number] {
  return [STATES.indexOf(state), atMs + aheadOf(state)];
}

/** Under which number a slot of another file stands in this one: none that this one gives. */
export function importedSlot(slot: number): number {
  return -Math.abs(slot);
}

function aheadOf(state: SlotState): number {
  return state === "open" || state === "lost" ? LOSS_AHEAD_MS : 0;
}
