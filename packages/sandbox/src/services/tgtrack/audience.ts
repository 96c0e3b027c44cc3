import { BoundedMap } from "../../bounded-map.ts";
import type { TrackingLink } from "../../tracking-link.ts";
import type { PersonNames } from "./telegram-update.ts";

/** A start that came from somewhere. Dates are unix seconds. */
export interface Transition {
  date: number;
  startValue: string;
  /** Whether the person was no member before. */
  joined: boolean;
}

/** One person of a key. Dates are unix seconds, 0 where there is none. */
export interface Person {
  readonly userId: string;
  readonly names: PersonNames;
  readonly firstJoinDate: number;
  readonly lastJoinDate: number;
  readonly leftDate: number;
  /** The payload of the very first start; empty when it had none. */
  readonly firstStartValue: string;
  /** The last start with a payload. */
  readonly lastTransition: Transition | undefined;
  /** Who reported the last start, and when; the sandbox's time in milliseconds. */
  readonly lastStart: { readonly method: string; readonly atMs: number } | undefined;
}

export interface Start {
  userId: string;
  names: PersonNames;
  startValue: string;
  date: number;
  method: string;
  atMs: number;
}

const MAX_PEOPLE_OF_A_KEY = 100_000;
/** A start reported by two methods within this is one start reported twice. */
const SAME_START_MS = 60_000;

/** The people of one key, made up from the starts and stops that arrived. */
export class Audience {
  readonly #people = new BoundedMap<string, Person>(MAX_PEOPLE_OF_A_KEY);

  find(userId: string): Person | undefined {
    return this.#people.get(userId);
  }

  /** Another method that reported a start of this person a moment ago. */
  otherReporterOf(start: Start): string | undefined {
    const last = this.#people.get(start.userId)?.lastStart;
    if (last === undefined || last.method === start.method) return undefined;
    return start.atMs - last.atMs < SAME_START_MS ? last.method : undefined;
  }

  started(start: Start): void {
    const { userId, names, startValue, date, method, atMs } = start;
    const known = this.#people.get(userId);
    const isNew = known === undefined || known.firstJoinDate === 0;
    const joined = isNew || known.leftDate !== 0;
    this.#people.set(userId, {
      userId,
      names,
      firstJoinDate: isNew ? date : known.firstJoinDate,
      lastJoinDate: joined ? date : known.lastJoinDate,
      leftDate: 0,
      firstStartValue: isNew ? startValue : known.firstStartValue,
      lastTransition: startValue === "" ? known?.lastTransition : { date, startValue, joined },
      lastStart: { method, atMs },
    });
  }

  /** Says whether it counted: a stop older than the last start changes nothing. */
  stopped(userId: string, date: number): boolean {
    const known = this.#people.get(userId);
    if (known !== undefined && date < known.lastJoinDate) return false;
    const nobody: Person = {
      userId,
      names: { firstName: "", lastName: "", username: "" },
      firstJoinDate: 0,
      lastJoinDate: 0,
      leftDate: 0,
      firstStartValue: "",
      lastTransition: undefined,
      lastStart: undefined,
    };
    this.#people.set(userId, { ...(known ?? nobody), leftDate: date });
    return true;
  }
}

/** The name of a source: that of the link with this code, or the payload itself. */
export function sourceNameOf(startValue: string, links: ReadonlyMap<string, TrackingLink>): string {
  return links.get(startValue)?.name ?? startValue;
}

/** The UTM fields of a reply, without those that the link does not have. */
export function utmFieldsOf(startValue: string, links: ReadonlyMap<string, TrackingLink>): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(links.get(startValue)?.utm ?? {})) {
    if (value !== undefined) fields[`utm_${name}`] = value;
  }
  return fields;
}
