import type { Fact, StartStanding } from "../../../packages/sandbox/src/store/fact.ts";
import { createRandom } from "./random.ts";

export interface MonthSize {
  facts: number;
  people: number;
  days: number;
  endMs: number;
  seed: number;
}

export interface MadeUpPerson {
  userId: string;
  firstName: string;
  lastName: string;
  username: string;
  source: string;
  startedAt: number;
  lastJoinAt: number;
  leftAt: number | null;
  lastStartAt: number;
  lastSeenAt: number;
  lastUsedAt: number | null;
}

/** What a bot's people did: its facts, oldest first, and the people. */
export interface MadeUpMonth {
  facts: Fact[];
  people: MadeUpPerson[];
  links: { code: string; name: string }[];
}

export const BOT_ID = 7_000_000_001;

const DAY_MS = 86_400_000;
const FIRST_NAMES = ["Иван", "Мария", "Анна", "Сергей", "Ольга", "Дмитрий", "John", "Aylin", "Ёлка", "Артём"];
const LAST_NAMES = ["Петров", "Иванова", "Смирнов", "Кузнецова", "Smith", "Yılmaz", "", "", "", "Соколов"];
const EVENT_TYPES = ["view", "cart", "pay", "sale", "refund", "quiz", "invite", "form", "call", "gift"];
const USES = ["common", "common", "common", "common", "menu", "catalog", "search", "help", "order", "profile"];
const LANGUAGES = ["ru", "ru", "ru", "ru", "en", "uk", "kk", "uz", "tr"];
const RESULTS = ["in_progress", "success", "failure"] as const;
const LINKS = 40;

/**
 * A bot with ads, made up from a seed: a third of its facts are starts, a twentieth stops, the rest goals, events and
 * uses. Most people come by one of 40 links, some by payloads that no link is known for.
 */
export function makeUpMonth({ facts: wanted, people: count, days, endMs, seed }: MonthSize): MadeUpMonth {
  const random = createRandom(seed);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const fromMs = endMs - days * DAY_MS;
  const moment = () => {
    // Two thirds of the day's people come between noon and midnight, as they do in Telegram.
    const day = Math.floor(random() * days) * DAY_MS;
    return Math.floor(fromMs + day + (random() < 0.66 ? 0.5 + random() / 2 : random() / 2) * DAY_MS);
  };
  const links = Array.from({ length: LINKS }, (_, index) => ({
    code: `ad${index}x${index * 7_919}`,
    name: `Ad ${index}`,
  }));

  const people: MadeUpPerson[] = [];
  const facts: Fact[] = [];
  const tgtrack = { service: "tgtrack" as const, name: "" };
  for (let index = 0; index < count; index++) {
    const at = moment();
    const source = random() < 0.2 ? "" : random() < 0.97 ? pick(links).code : `odd${Math.floor(random() * 300)}`;
    const userId = String(100_000_000 + ((index * 48_271) % 2_000_000_011));
    people.push({
      userId,
      firstName: pick(FIRST_NAMES),
      lastName: pick(LAST_NAMES),
      username: random() < 0.6 ? `user_${userId.slice(2)}` : "",
      source,
      startedAt: at,
      lastJoinAt: at,
      leftAt: null,
      lastStartAt: at,
      lastSeenAt: at,
      lastUsedAt: null,
    });
    facts.push({ ...tgtrack, at, arrivedAt: at + 300, kind: "start", userId, standing: "new", source });
  }
  const laterOf = (person: MadeUpPerson) => Math.floor(person.startedAt + random() ** 2 * (endMs - person.startedAt));
  while (facts.length < wanted) {
    const person = pick(people);
    const { userId, source } = person;
    const at = laterOf(person);
    const arrivedAt = Math.min(at + 300, endMs);
    person.lastSeenAt = Math.max(person.lastSeenAt, at);
    const dice = random();
    if (dice < 0.65) {
      person.lastUsedAt = Math.max(person.lastUsedAt ?? 0, at);
      const params = [source, pick(LANGUAGES), String(Math.floor(random() * 40))] as const;
      const name = pick(USES);
      facts.push({
        service: "howusedbot",
        botId: BOT_ID,
        at,
        arrivedAt: at,
        kind: "use",
        userId,
        name,
        source,
        params,
      });
    } else if (dice < 0.84) {
      const name = pick(EVENT_TYPES);
      const isSale = name === "sale" || name === "refund";
      const labels = [
        { name: "plan", value: pick(["free", "basic", "pro"]) },
        { name: "city", value: `City ${Math.floor(random() * 60)}` },
      ];
      facts.push({
        ...tgtrack,
        at,
        arrivedAt,
        kind: "event",
        userId,
        name,
        source,
        result: pick(RESULTS),
        ...(isSale && { amount: ((name === "refund" ? -1 : 1) * Math.round(random() * 500_000)) / 100 }),
        ...(name === "sale" && { goal: "sale", goalPassed: at - person.startedAt <= 21 * DAY_MS }),
        ...(random() < 0.8 && { labels }),
      });
    } else if (dice < 0.9) {
      const goal = pick(["lead", "contact", "registration"]);
      const goalPassed = at - person.startedAt <= 21 * DAY_MS;
      facts.push({ ...tgtrack, at, arrivedAt, kind: "goal", userId, name: goal, source, goal, goalPassed });
    } else if (dice < 0.96) {
      person.leftAt = Math.max(person.leftAt ?? 0, at);
      facts.push({ ...tgtrack, at, arrivedAt, kind: "stop", userId, source });
    } else {
      const standing: StartStanding = person.leftAt === null ? "again" : "returned";
      if (standing === "returned") person.lastJoinAt = Math.max(person.lastJoinAt, at);
      person.lastStartAt = Math.max(person.lastStartAt, at);
      person.leftAt = null;
      facts.push({ ...tgtrack, at, arrivedAt, kind: "start", userId, standing, source });
    }
  }
  facts.sort((one, other) => one.arrivedAt - other.arrivedAt);
  return { facts, people, links };
}
