import type { TelegramUser } from "@bot-tracker/telegram-simulator";
import { BoundedMap } from "../support/bounded-map.ts";
import type { JsonObject } from "../support/json-object.ts";
import { madePerson } from "./made-people.ts";
import { shortOf } from "./message-content.ts";
import { MOST_CHAT } from "./most-chat.ts";

/** The people of the chat: made by a click, or met because a test's person did something. */
export class KnownPeople {
  readonly #people: BoundedMap<number, TelegramUser>;
  readonly #nextId: () => number;
  #made = 0;

  constructor(nextId: () => number, onForget: (personId: number) => void) {
    this.#nextId = nextId;
    this.#people = new BoundedMap(MOST_CHAT.people, onForget);
  }

  get(id: number): TelegramUser | undefined {
    return this.#people.get(id);
  }

  /** In the order in which they were made. */
  all(): TelegramUser[] {
    return [...this.#people.entries()].map(([, person]) => person);
  }

  make(language: "en" | "ru"): TelegramUser {
    const person = madePerson(this.#nextId(), this.#made, language);
    this.#made += 1;
    this.#people.set(person.id, person);
    return person;
  }

  /** The person who is described like this in an update (Bot API: User); undefined where that is none. */
  meet(user: JsonObject): TelegramUser | undefined {
    const { id } = user;
    if (typeof id !== "number" || !Number.isSafeInteger(id) || user.is_bot === true) return undefined;
    const known = this.#people.get(id);
    if (known !== undefined) return known;
    const person: TelegramUser = {
      id,
      first_name: shortOf(user.first_name),
      ...(typeof user.last_name === "string" && { last_name: shortOf(user.last_name) }),
      ...(typeof user.username === "string" && { username: shortOf(user.username) }),
    };
    this.#people.set(id, person);
    return person;
  }

  clear(): void {
    this.#people.clear();
  }
}
