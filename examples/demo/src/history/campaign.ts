import type { BotRole } from "../cast/bot-role.ts";

/** An ad while it ran, and what the people are like that it brings. */
export interface Campaign {
  /** The code of its link; empty: people who come without an ad. */
  code: string;
  /** It ran from so many days ago to so many days ago; 0 is today. */
  firstDayAgo: number;
  lastDayAgo: number;
  /** On a usual weekday. */
  startsPerDay: number;
  /** On Saturdays and Sundays, of the starts of a weekday. */
  weekendShare: number;
  /** In roubles; 0 for people without an ad. */
  costPerStart: number;
  /** Of those who come, the share that does each. Who leaves a phone or checks out has taken the lesson. */
  lessons: number;
  phones: number;
  checkouts: number;
  /** Of those who check out. */
  payments: number;
  blocks: number;
}

/** The days of the history: less than the sandbox keeps. */
export const HISTORY_DAYS = 28;

/**
 * What a bot advertised by: an ad that runs throughout and pays, a cheaper one that began later and brings people who
 * look in and leave, a dear one that was ended, and people who find the bot by themselves.
 */
export function campaignsOf({ links, messenger }: BotRole): Campaign[] {
  const [yandex = "", vk = "", telegram = ""] = links.map(({ code }) => code);
  // Fewer people are in MAX, and it tells bots of no payments.
  const isMax = messenger === "max";
  const perDay = (starts: number): number => (isMax ? starts / 2 : starts);
  const paid = (share: number): number => (isMax ? 0 : share);
  return [
    {
      code: yandex,
      firstDayAgo: HISTORY_DAYS,
      lastDayAgo: 0,
      startsPerDay: perDay(9),
      weekendShare: 0.65,
      costPerStart: 96,
      lessons: 0.82,
      phones: 0.42,
      checkouts: 0.27,
      payments: paid(0.5),
      blocks: 0.2,
    },
    {
      code: vk,
      firstDayAgo: 19,
      lastDayAgo: 0,
      startsPerDay: perDay(8),
      weekendShare: 1.2,
      costPerStart: 52,
      lessons: 0.6,
      phones: 0.2,
      checkouts: 0.12,
      payments: paid(0.35),
      blocks: 0.42,
    },
    {
      code: telegram,
      firstDayAgo: HISTORY_DAYS,
      lastDayAgo: 8,
      startsPerDay: perDay(5),
      weekendShare: 0.9,
      costPerStart: 88,
      lessons: 0.7,
      phones: 0.24,
      checkouts: 0.13,
      payments: paid(0.3),
      blocks: 0.33,
    },
    {
      code: "",
      firstDayAgo: HISTORY_DAYS,
      lastDayAgo: 0,
      startsPerDay: perDay(3),
      weekendShare: 1,
      costPerStart: 0,
      lessons: 0.85,
      phones: 0.38,
      checkouts: 0.22,
      payments: paid(0.45),
      blocks: 0.12,
    },
  ];
}
