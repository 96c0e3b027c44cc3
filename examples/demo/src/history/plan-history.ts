import type { Cost, MadeUpHistory, MadeUpRequest } from "@bot-tracker/sandbox";
import type { BotRole } from "../cast/bot-role.ts";
import { personOf } from "../crowd/people.ts";
import { botRequests } from "./bot-requests.ts";
import { type Campaign, campaignsOf, HISTORY_DAYS } from "./campaign.ts";
import { wayOfPerson } from "./way-of-person.ts";

/** How busy each hour of a day is, from midnight on. */
const HOURS = [3, 2, 1, 1, 1, 1, 2, 4, 6, 7, 7, 8, 9, 9, 8, 8, 9, 10, 12, 14, 15, 13, 9, 5];
/** Above every number of today's crowd, so that nobody of it is known from before. */
const FIRST_NUMBER = 100_000;
const NUMBERS_PER_BOT = 10_000;
const HOUR_MS = 3_600_000;

/**
 * Four weeks that never were, up to last midnight by this machine's clock: what the bots' trackers would have reported
 * and what the ads would have cost, today's included. The same for the same `now` and `random`.
 */
export function planHistory(cast: readonly BotRole[], now: Date, random: () => number): MadeUpHistory {
  const todayMs = midnight(now, 0).getTime();
  const requests: MadeUpRequest[] = [];
  const costs: Cost[] = [];
  for (const [index, role] of cast.entries()) {
    const bot = botRequests(role);
    const campaigns = campaignsOf(role);
    let number = FIRST_NUMBER + index * NUMBERS_PER_BOT;
    for (let daysAgo = HISTORY_DAYS; daysAgo >= 0; daysAgo--) {
      const day = midnight(now, daysAgo);
      for (const campaign of campaigns.filter((each) => runsOn(each, daysAgo))) {
        const starts = daysAgo === 0 ? startsToday(role, campaign) : startsOn(campaign, day, daysAgo, random);
        if (campaign.costPerStart > 0) costs.push(costOf(campaign, day, starts, random));
        for (let start = 0; start < starts && daysAgo > 0; start++) {
          const arrivesAtMs = day.getTime() + hourOf(random) * HOUR_MS + Math.floor(random() * HOUR_MS);
          const others = campaigns.filter((each) => each !== campaign && runsOn(each, daysAgo));
          const secondCode = others[Math.floor(random() * others.length)]?.code ?? "";
          const visitor = {
            person: personOf(number),
            campaign,
            arrivesAtMs,
            priceRub: role.course.priceRub,
            secondCode,
          };
          requests.push(...wayOfPerson(visitor, bot, random).filter(({ atMs }) => atMs < todayMs));
          number += 1;
        }
      }
    }
  }
  return { requests, costs };
}

function runsOn({ firstDayAgo, lastDayAgo }: Campaign, daysAgo: number): boolean {
  return daysAgo <= firstDayAgo && daysAgo >= lastDayAgo;
}

/** More come every week, fewer or more at the weekend, and never exactly as many as the day before. */
function startsOn({ startsPerDay, weekendShare }: Campaign, day: Date, daysAgo: number, random: () => number): number {
  const isWeekend = day.getDay() === 0 || day.getDay() === 6;
  const growth = 1 - 0.3 * (daysAgo / HISTORY_DAYS);
  return Math.round(startsPerDay * growth * (isWeekend ? weekendShare : 1) * (0.7 + 0.6 * random()));
}

/** As many as each ad brings of today's crowd, so that what it costs fits them. */
function startsToday({ crowd, links }: BotRole, { code }: Campaign): number {
  const share = code === links[0]?.code ? 0.5 : 0.2;
  return Math.round(crowd.people * share);
}

function costOf({ code, costPerStart }: Campaign, day: Date, starts: number, random: () => number): Cost {
  const date = dayName(day);
  const amount = Math.round(starts * costPerStart * (0.85 + 0.3 * random()));
  return { source: code, from: date, to: date, amount, currency: "RUB" };
}

function hourOf(random: () => number): number {
  let left = random() * HOURS.reduce((sum, weight) => sum + weight, 0);
  const found = HOURS.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return found === -1 ? HOURS.length - 1 : found;
}

/** The beginning of the day so many days before, by this machine's clock. */
function midnight(now: Date, daysAgo: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo);
}

function dayName(day: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
