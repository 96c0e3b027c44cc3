import { SandboxError } from "../support/sandbox-error.ts";
import type { RequestOutcome } from "../wire/requests.ts";
import { type MessengerName, SERVICE_NAMES, type ServiceName } from "../wire/service-name.ts";

/** The query of a request to the page's API. Every method says in its error what was expected and what came. */
export class Parameters {
  readonly #query: URLSearchParams;

  constructor(query: URLSearchParams) {
    this.#query = query;
  }

  /** Whose rows are meant; undefined stands for all keys. */
  key(): ChosenKey | undefined {
    const key = this.text("key");
    if (key === undefined) return undefined;
    const [, id, messenger] = /^([0-9a-f]{12})(?:\.(telegram|max))?$/.exec(key) ?? [];
    if (id !== undefined) return { id, messenger: messenger as MessengerName | undefined };
    const wanted =
      "the id of a key, 12 hexadecimal digits, as /api/page/status tells it, with .telegram or .max after it for that " +
      "messenger's bot alone";
    throw unfit("key", wanted, key);
  }

  /** `from` and `to`, which every report over a time needs. */
  range(): TimeRange {
    const fromMs = this.#needed("from", 0, LATEST_MS);
    const toMs = this.#needed("to", 0, LATEST_MS);
    if (fromMs < toMs) return { fromMs, toMs };
    throw unfit("to", `later than from, ${fromMs}`, String(toMs));
  }

  /** How many minutes the clock that begins the days is ahead of UTC. */
  tzMinutes(): number {
    return this.wholeNumber("tz", -14 * 60, 14 * 60) ?? 0;
  }

  service(): ServiceName | undefined {
    return this.oneOf("service", SERVICE_NAMES);
  }

  outcome(): RequestOutcome | undefined {
    return this.oneOf("outcome", ["ok", "warned", "refused", "unanswered"]);
  }

  limit(byDefault: number): number {
    return this.wholeNumber("limit", 1, 500) ?? byDefault;
  }

  /** A text as it is. A parameter without a value counts as left out, as an empty field of a form does. */
  text(name: string): string | undefined {
    const value = this.#query.get(name) ?? "";
    this.#checkLength(name, value);
    return value === "" ? undefined : value;
  }

  texts(name: string): string[] {
    const values = this.#query.getAll(name).filter((value) => value !== "");
    if (values.length > MAX_TEXTS) {
      throw new SandboxError(`${name} may be given at most ${MAX_TEXTS} times; got ${values.length}.`);
    }
    for (const value of values) this.#checkLength(name, value);
    return values;
  }

  wholeNumber(name: string, min: number, max: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = /^-?\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw unfit(name, `an integer from ${min} to ${max}`, value);
  }

  oneOf<Value extends string>(name: string, allowed: readonly Value[]): Value | undefined {
    const value = this.text(name);
    const known = allowed.find((each) => each === value);
    if (value === undefined || known !== undefined) return known;
    throw unfit(name, `one of ${allowed.join(", ")}`, value);
  }

  #checkLength(name: string, { length }: string): void {
    if (length > MAX_TEXT) throw new SandboxError(`${name} must have at most ${MAX_TEXT} characters; got ${length}.`);
  }

  #needed(name: string, min: number, max: number): number {
    const number = this.wholeNumber(name, min, max);
    if (number !== undefined) return number;
    throw new SandboxError(`${name} is required: milliseconds since the epoch.`);
  }
}

/** A key by its short id, and of the bots that use it those of one messenger, if one is given. */
export interface ChosenKey {
  readonly id: string;
  readonly messenger?: MessengerName | undefined;
}

/** fromMs ≤ at < toMs, in milliseconds since the epoch. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

const MAX_TEXT = 200;
const MAX_TEXTS = 50;
/** The last moment that a Date can hold. */
const LATEST_MS = 8_640_000_000_000_000;

function unfit(name: string, wanted: string, came: string): SandboxError {
  return new SandboxError(`${name} must be ${wanted}; got ${JSON.stringify(came)}.`);
}
