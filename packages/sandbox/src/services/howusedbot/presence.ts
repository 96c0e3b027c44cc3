import { BoundedMap } from "../../bounded-map.ts";

const MAX_BOTS = 1_000;
const MAX_PEOPLE_OF_A_BOT = 100_000;

/** When each person last used each bot, for the count of people online. */
export class Presence {
  readonly #bots = new BoundedMap<number, BoundedMap<number, number>>(MAX_BOTS);

  seen(botId: number, userId: number, nowMs: number): void {
    const people = this.#bots.get(botId) ?? new BoundedMap<number, number>(MAX_PEOPLE_OF_A_BOT);
    people.set(userId, nowMs);
    this.#bots.set(botId, people);
  }

  countSince(botId: number, sinceMs: number): number {
    let count = 0;
    for (const lastSeenMs of this.#bots.get(botId)?.values() ?? []) if (lastSeenMs > sinceMs) count++;
    return count;
  }

  clear(): void {
    this.#bots.clear();
  }
}
