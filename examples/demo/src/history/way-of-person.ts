import type { MadeUpRequest } from "@bot-tracker/sandbox";
import type { TelegramUser } from "@bot-tracker/telegram-simulator";
import type { BotRequests } from "./bot-requests.ts";
import type { Campaign } from "./campaign.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Of a course's price: most pay all of it, some came with a discount. */
const PRICE_SHARES = [1, 1, 1, 0.8];

export interface Visitor {
  person: TelegramUser;
  campaign: Campaign;
  arrivesAtMs: number;
  priceRub: number;
  /** Another ad that runs, by which somebody who left may come back. */
  secondCode: string;
}

/** All that one person does from the ad on, in order; some of it may lie in days that have not come yet. */
export function wayOfPerson(
  { person, campaign, arrivesAtMs, priceRub, secondCode }: Visitor,
  bot: BotRequests,
  random: () => number,
): MadeUpRequest[] {
  const { code, lessons, phones, checkouts, payments, blocks } = campaign;
  const chance = (share: number): boolean => random() < share;
  let atMs = arrivesAtMs;
  /** The time after another pause of about this length. */
  const after = (pauseMs: number): number => {
    atMs += Math.ceil(pauseMs * (0.4 + 1.2 * random()));
    return atMs;
  };
  const way = bot.start(person, code, atMs);
  const returnsInDays = (share: number): void => {
    for (let turns = 0; turns < 3 && chance(share); turns++) way.push(...bot.use(person, after(1.5 * DAY_MS)));
  };

  const takesLesson = chance(lessons);
  if (takesLesson) way.push(...bot.lesson(person, after(4 * MINUTE_MS)));
  if (chance(0.4)) way.push(...bot.use(person, after(2 * MINUTE_MS)));
  if (takesLesson && chance(phones / lessons)) way.push(...bot.goal(person, "phone", after(3 * MINUTE_MS)));
  if (takesLesson && chance(checkouts / lessons)) {
    way.push(...bot.goal(person, "checkout", after(20 * MINUTE_MS)));
    if (chance(payments)) {
      const price = priceRub * (PRICE_SHARES[Math.floor(random() * PRICE_SHARES.length)] ?? 1);
      way.push(...bot.payment(person, price, after(5 * MINUTE_MS)));
      returnsInDays(0.75);
      if (chance(0.04)) way.push(...bot.payment(person, -price, after(2 * DAY_MS)));
    }
  }
  returnsInDays(0.35);
  if (chance(blocks)) {
    way.push(...bot.block(person, after(chance(0.5) ? 30 * MINUTE_MS : 2 * DAY_MS)));
    if (chance(0.18)) {
      way.push(...bot.start(person, secondCode, after(4 * DAY_MS)));
      if (chance(0.5)) way.push(...bot.goal(person, "phone", after(5 * MINUTE_MS)));
    }
  }
  return way;
}
