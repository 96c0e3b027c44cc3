import { BoundedMap } from "../support/bounded-map.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { KeyState, SandboxKey } from "../wire/keys.ts";

/** A key as the services look it up. */
export interface KeyEntry {
  readonly key: string;
  readonly state: KeyState;
  readonly chat: { readonly id: number; readonly title: string } | null;
  readonly createdAtMs: number;
}

/** This key always works, so that a bot can be tried out before signing up for any service. */
export const SANDBOX_KEY = "sandbox";

const MAX_KEYS = 10_000;
const DEFAULT_CHAT = { id: 1_234_567_890, title: "Sandbox chat" };

/** The keys that the sandbox knows: `sandbox`, those of the options, and those registered later. */
export class Keys {
  readonly #acceptsAnyKey: () => boolean;
  readonly #startedAtMs: number;
  readonly #entries = new BoundedMap<string, KeyEntry>(MAX_KEYS);
  /** Those accepted without being registered. */
  readonly #guests = new BoundedMap<string, KeyEntry>(MAX_KEYS);

  constructor(keys: readonly (string | SandboxKey)[], acceptsAnyKey: () => boolean, nowMs: number) {
    this.#acceptsAnyKey = acceptsAnyKey;
    this.#startedAtMs = nowMs;
    for (const key of keys) this.add(typeof key === "string" ? { key } : key, nowMs);
  }

  /** @throws {SandboxError} when the key is not a non-empty string or its state is unknown. */
  add(key: SandboxKey, nowMs: number): void {
    if (typeof key.key !== "string" || key.key === "") {
      throw new SandboxError('A key must be given as { key: "…" } with a non-empty string.');
    }
    const state = key.state ?? "active";
    if (state !== "active" && state !== "expired" && state !== "read-only") {
      throw new SandboxError(`A key's state must be "active", "expired" or "read-only", not ${JSON.stringify(state)}.`);
    }
    const chat = key.chat === undefined ? DEFAULT_CHAT : key.chat;
    if (chat !== null && !(Number.isSafeInteger(chat.id) && typeof chat.title === "string")) {
      throw new SandboxError("A key's chat must be { id: an integer, title: a string }, or null for a deleted one.");
    }
    this.#entries.set(key.key, { key: key.key, state, chat, createdAtMs: nowMs });
  }

  find(key: string): KeyEntry | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined) return entry;
    if (key !== SANDBOX_KEY && !(this.#acceptsAnyKey() && key !== "")) return undefined;
    const guest: KeyEntry = { key, state: "active", chat: DEFAULT_CHAT, createdAtMs: this.#startedAtMs };
    this.#guests.set(key, guest);
    return guest;
  }

  /** Every key that is registered or was accepted. */
  *known(): Generator<string> {
    for (const [key] of this.#entries.entries()) yield key;
    for (const [key] of this.#guests.entries()) yield key;
  }
}
