import type { TelegramUser } from "@bot-tracker/telegram-simulator";
import type { BotRole } from "../cast/bot-role.ts";
import type { Deed, PlannedDeed } from "./deed.ts";
import { personOf, phoneOf, sentenceOf } from "./people.ts";
import { shuffled } from "./seeded-random.ts";

export interface CrowdTiming {
  /** The time over which people arrive. Those who come back arrive in the first third. */
  arrivalsMs: number;
  /** The longest pause between two of a person's deeds; the shortest is a quarter of it. */
  pauseMs: number;
  random: () => number;
}

/** Of ten people, how many each ad brings, the best ad first; the rest come without an ad. */
const SHARES = [5, 2, 2];

/**
 * Who does what when, with the role's exact numbers. People who come back leave their phone and pay only after that,
 * so there is never any doubt which ad their goals and money belong to.
 *
 * @param firstNumber the number of the crowd's first person; two crowds must share no numbers
 */
export function planCrowd(role: BotRole, firstNumber: number, timing: CrowdTiming): PlannedDeed[] {
  const { crowd, links } = role;
  const { random, arrivalsMs } = timing;
  const codes = shuffled(
    Array.from({ length: crowd.people }, (_, index) => codeFor(index, links)),
    random,
  );
  const numbers = shuffled(
    Array.from({ length: crowd.people }, (_, index) => index),
    random,
  );
  const deeds = numbers.flatMap((number, rank) => {
    const person = personOf(firstNumber + number);
    const comesBack = rank < crowd.returns;
    const arrivesAtMs = ((number + random()) / crowd.people) * arrivalsMs * (comesBack ? 0.33 : 1);
    const code = codes[number] ?? "";
    const wishes = wishesOf(person, rank, crowd, code, nextCode(code, links));
    return spread(person, wishes, arrivesAtMs, timing);
  });
  return deeds.sort((one, other) => one.atMs - other.atMs);
}

/**
 * The deeds of the person with this rank. Ranks count from the keenest: the first take the lesson, buy and come back;
 * the last block the bot.
 */
function wishesOf(
  person: TelegramUser,
  rank: number,
  crowd: BotRole["crowd"],
  code: string,
  secondCode: string,
): Deed[] {
  const rankFromLast = crowd.people - 1 - rank;
  const comesBack = rank < crowd.returns;
  const visit: Deed[] = [];
  if (rank < crowd.phones) visit.push({ kind: "phone", number: phoneOf(person) });
  if (rank < crowd.checkouts) visit.push({ kind: "checkout" });
  if (rank < crowd.payments) visit.push({ kind: "pay" });

  const deeds: Deed[] = [{ kind: "start", code }];
  if (rank < crowd.lessons) deeds.push({ kind: "lesson" });
  if (rankFromLast < crowd.talks) deeds.push({ kind: "talk", text: sentenceOf(person) });
  if (comesBack) deeds.push({ kind: "block" }, { kind: "start", code: secondCode });
  deeds.push(...visit);
  if (rankFromLast < crowd.blocks - crowd.returns) deeds.push({ kind: "block" });
  return deeds;
}

function spread(
  person: TelegramUser,
  deeds: readonly Deed[],
  arrivesAtMs: number,
  { pauseMs, random }: CrowdTiming,
): PlannedDeed[] {
  let atMs = arrivesAtMs;
  return deeds.map((deed, index) => {
    if (index > 0) atMs += pauseMs * (0.25 + 0.75 * random());
    return { person, atMs: Math.round(atMs), deed };
  });
}

function codeFor(index: number, links: BotRole["links"]): string {
  let left = index % 10;
  for (const [position, share] of SHARES.entries()) {
    if (left < share) return links[position]?.code ?? "";
    left -= share;
  }
  return "";
}

/** People come back through the ad after the one that brought them first. */
function nextCode(code: string, links: BotRole["links"]): string {
  const position = links.findIndex((link) => link.code === code);
  return links[(position + 1) % links.length]?.code ?? "";
}
