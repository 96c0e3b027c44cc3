import type { StartStanding } from "../../store/fact.ts";
import type { Links } from "../../store/links.ts";
import type { People, PersonRow } from "../../store/people.ts";
import type { Scope } from "../../store/scope.ts";
import type { PersonNames } from "./telegram-update.ts";

export interface Start {
  userId: string;
  names: PersonNames;
  startValue: string;
  /** Unix seconds, as TGTrack has all dates. */
  date: number;
  method: string;
  /** The sandbox's time in milliseconds. */
  atMs: number;
}

/** A start reported by two methods within this is one start reported twice. */
const SAME_START_MS = 60_000;
/** What a person does is their ad's for so long (TGTrack, `send_reach_goal` and `conversion_target`). */
const CONVERSION_WINDOW_MS = 21 * 86_400_000;

/** The people of one key, made up from the starts and stops that arrived. */
export class Audience {
  readonly #people: People;
  readonly #scope: Scope;

  constructor(people: People, scope: Scope) {
    this.#people = people;
    this.#scope = scope;
  }

  /** Somebody of whom a start or a stop has arrived. */
  find(userId: string): PersonRow | undefined {
    const person = this.#people.find(this.#scope, userId);
    return person === undefined || (person.firstJoinAt === null && person.leftAt === null) ? undefined : person;
  }

  /** Another method that reported a start of this person a moment ago. */
  otherReporterOf(start: Start): string | undefined {
    const last = this.find(start.userId)?.lastStart;
    if (last === undefined || last.method === start.method) return undefined;
    return start.atMs - last.at < SAME_START_MS ? last.method : undefined;
  }

  /** Says what the person was until then. */
  started(start: Start): StartStanding {
    const { userId, names, startValue, date, method, atMs } = start;
    const known = this.find(userId);
    const isFirst = known === undefined || known.firstJoinAt === null;
    const joined = isFirst || known.leftAt !== null;
    const at = date * 1_000;
    const person: PersonRow = {
      userId,
      ...names,
      firstJoinAt: isFirst ? at : known.firstJoinAt,
      lastJoinAt: joined ? at : known.lastJoinAt,
      leftAt: null,
      firstSource: isFirst ? startValue : known.firstSource,
      transition: startValue === "" ? known?.transition : { at, source: startValue, joined },
      lastStart: { method, at: Math.floor(atMs) },
    };
    this.#people.save(this.#scope, person, atMs);
    if (known === undefined) return "new";
    return joined ? "returned" : "again";
  }

  /** Says whether it counted: a stop older than the last start changes nothing. */
  stopped(userId: string, date: number, atMs: number): boolean {
    const known = this.find(userId);
    const at = date * 1_000;
    if (known !== undefined && at < (known.lastJoinAt ?? 0)) {
      this.#people.seen(this.#scope, userId, atMs);
      return false;
    }
    this.#people.save(this.#scope, { ...(known ?? nobody(userId)), leftAt: at }, atMs);
    return true;
  }

  /** Somebody did something that is neither a start nor a stop. */
  seen(userId: string, atMs: number): void {
    this.#people.seen(this.#scope, userId, atMs);
  }

  /** The code that brought a person who does something at `atMs`; empty where there is none. */
  sourceOf(userId: string, atMs: number): string {
    const transition = this.find(userId)?.transition;
    return transition !== undefined && isInConversionWindow(transition.at, atMs) ? transition.source : "";
  }
}

/** A date before the start is within it too: clocks differ. */
export function isInConversionWindow(startAtMs: number, atMs: number): boolean {
  return atMs - startAtMs <= CONVERSION_WINDOW_MS;
}

function nobody(userId: string): PersonRow {
  return {
    userId,
    firstName: "",
    lastName: "",
    username: "",
    firstJoinAt: null,
    lastJoinAt: null,
    leftAt: null,
    firstSource: "",
    transition: undefined,
    lastStart: undefined,
  };
}

/** The name of a source: that of the link with this code, or the payload itself. */
export function sourceNameOf(startValue: string, links: Links): string {
  return links.find(startValue)?.name ?? startValue;
}

/** The UTM fields of a reply, without those that the link does not have. */
export function utmFieldsOf(startValue: string, links: Links): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(links.find(startValue)?.utm ?? {})) fields[`utm_${name}`] = value;
  return fields;
}
