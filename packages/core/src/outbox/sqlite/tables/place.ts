/**
 * Where a delivery stands, as the first part of its key. `READY`: it can be sent. `WAITING`: for an earlier start or stop
 * of its user. `DELAYED` and `LEASED`: until its `dueAtMs`. File format.
 */
export const READY = 0;
export const WAITING = 1;
export const DELAYED = 2;
export const LEASED = 3;

export type PlaceState = typeof READY | typeof WAITING | typeof DELAYED | typeof LEASED;

export const STATES = 4;
const RANKS = 5;
/** File format. Room for the order within one destination, state and rank. The key stays a safe integer for 400 destinations. */
export const RANK_SPAN: number = 2 ** 40;
/** What is ready for one destination lies within one such span, most valuable first. */
export const STATE_SPAN: number = RANKS * RANK_SPAN;
export const MAX_DESTINATIONS = 400;

/** A delivery's key. `rank` is its class, or what it has been lifted to. */
export function placeAt(destination: number, state: PlaceState, rank: number, seq: number): number {
  return (destination * STATES + state) * STATE_SPAN + rank * RANK_SPAN + seq;
}

/** The rank at which a delivery stands: its class's, or what it has been lifted to. */
export function rankAt(place: number): number {
  return Math.floor(place / RANK_SPAN) % RANKS;
}

export function stateAt(place: number): PlaceState {
  return (Math.floor(place / STATE_SPAN) % STATES) as PlaceState;
}
