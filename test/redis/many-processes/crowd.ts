/** A person comes by an ad. The same number is the same update, delivered again. */
export interface Start {
  number: number;
  userId: number;
  /** Unix seconds. */
  date: number;
}

/** Telegram delivers a start; `again` to another process than the first time. */
export interface Arrival {
  afterMs: number;
  start: Start;
  again: boolean;
}

const FIRST_USER_ID = 5_000_000_000;
/** Telegram delivers again what was not confirmed; and so do balancers. */
const AGAIN_SHARE = 0.25;
const AGAIN_AFTER_MS = 2_000;

/** So many different people, one after another within that time, some of whom arrive twice. In the order of arrival. */
export function planCrowd(starts: number, withinMs: number, random: () => number): Arrival[] {
  const date = Math.floor(Date.now() / 1_000);
  const arrivals: Arrival[] = [];
  for (let number = 1; number <= starts; number++) {
    const start = { number, userId: FIRST_USER_ID + number, date };
    const afterMs = (withinMs * number) / starts;
    arrivals.push({ afterMs, start, again: false });
    if (random() < AGAIN_SHARE) arrivals.push({ afterMs: afterMs + random() * AGAIN_AFTER_MS, start, again: true });
  }
  return arrivals.sort((one, other) => one.afterMs - other.afterMs);
}
