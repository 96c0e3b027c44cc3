import { isSandboxKey, SecretFinder } from "@bot-tracker/core/outbox-kit";
import { MOST } from "../bounds/most.ts";
import { BoundedMap } from "../support/bounded-map.ts";
import { shown } from "../support/check-number.ts";
import { isJsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { KeyState, SandboxKey } from "../wire/keys.ts";
import { isTgtrackMethod } from "../wire/tgtrack-methods.ts";

/** A key as the services look it up. */
export interface KeyEntry {
  readonly key: string;
  readonly state: KeyState;
  readonly chat: { readonly id: number; readonly title: string } | null;
  readonly createdAtMs: number;
}

/**
 * This key works unless there is a password, so that a bot can be tried out before signing up for any service. So does
 * the one that the tracker makes of it for each bot, such as `sandbox-7000000001`: what is set for `sandbox` holds for
 * that too.
 */
const SANDBOX_KEY = "sandbox";

const MAX_KEYS = 10_000;
const DEFAULT_CHAT = { id: 1_234_567_890, title: "Sandbox chat" };

export interface KeyRules {
  /** Whether keys that nobody registered work. */
  acceptsAnyKey: () => boolean;
  /** Whether `sandbox`, which everybody knows, works without being named: not where others can reach the sandbox. */
  isOpen: boolean;
  nowMs: number;
}

/** The keys that the sandbox knows: `sandbox` and each bot's own, those of the options, and those registered later. */
export class Keys {
  readonly #acceptsAnyKey: () => boolean;
  readonly #isOpen: boolean;
  readonly #startedAtMs: number;
  /** Finds them in texts, however many there are. Those of fewer than eight letters and names of methods are not among them. */
  readonly finder: SecretFinder = new SecretFinder();
  readonly #entries = new BoundedMap<string, KeyEntry>(MAX_KEYS, (key) => this.#forgotten(key));
  /** Those accepted without being registered. */
  readonly #guests = new BoundedMap<string, KeyEntry>(MAX_KEYS, (key) => this.#forgotten(key));

  constructor(keys: readonly (string | SandboxKey)[], { acceptsAnyKey, isOpen, nowMs }: KeyRules) {
    this.#acceptsAnyKey = acceptsAnyKey;
    this.#startedAtMs = nowMs;
    this.#isOpen = isOpen;
    for (const key of keys) this.add(typeof key === "string" ? { key } : key, nowMs);
  }

  /** @throws {SandboxError} when the key is not a string of 1 to 256 characters or its state is unknown. */
  add(key: SandboxKey, nowMs: number): void {
    if (!isJsonObject(key) || typeof key.key !== "string" || key.key === "" || key.key.length > MOST.keyChars) {
      throw new SandboxError(
        `A key must be given as { key: "…" } with a non-empty string of at most ${MOST.keyChars} characters.`,
      );
    }
    const state = key.state ?? "active";
    if (state !== "active" && state !== "expired" && state !== "read-only") {
      throw new SandboxError(`A key's state must be "active", "expired" or "read-only", not ${shown(state)}.`);
    }
    const chat = key.chat === undefined ? DEFAULT_CHAT : key.chat;
    if (chat !== null && !isChat(chat)) {
      throw new SandboxError(
        `A key's chat must be { id: an integer, title: a string of at most ${MOST.textChars} characters }, or null for ` +
          "a deleted one.",
      );
    }
    this.#hide(key.key);
    this.#entries.set(key.key, { key: key.key, state, chat, createdAtMs: nowMs });
  }

  get acceptsAnyKey(): boolean {
    return this.#acceptsAnyKey();
  }

  /** Whether the key that everybody knows works here. */
  get acceptsSandboxKey(): boolean {
    return this.#isOpen || this.#entries.get(SANDBOX_KEY) !== undefined;
  }

  find(key: string): KeyEntry | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined) return entry;
    const ofAllBots = isSandboxKey(key) ? this.#entries.get(SANDBOX_KEY) : undefined;
    if (ofAllBots !== undefined) return { ...ofAllBots, key };
    const works = isSandboxKey(key) ? this.#isOpen : this.#acceptsAnyKey() && key !== "";
    if (!works) return undefined;
    const guest: KeyEntry = { key, state: "active", chat: DEFAULT_CHAT, createdAtMs: this.#startedAtMs };
    this.#hide(key);
    this.#guests.set(key, guest);
    return guest;
  }

  /**
   * Not a method's name: in an address that was put together the wrong way round it stands where the key does. Nor what
   * everybody knows.
   */
  #hide(key: string): void {
    if (!isTgtrackMethod(key) && !isSandboxKey(key)) this.finder.add(key);
  }

  #forgotten(key: string): void {
    if (this.#entries.get(key) === undefined && this.#guests.get(key) === undefined) this.finder.delete(key);
  }
}

function isChat(value: unknown): value is { id: number; title: string } {
  if (!isJsonObject(value)) return false;
  const { id, title } = value;
  return Number.isSafeInteger(id) && typeof title === "string" && title.length <= MOST.textChars;
}
