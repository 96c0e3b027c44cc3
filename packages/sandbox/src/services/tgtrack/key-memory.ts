import type { SandboxStore } from "../../store/sandbox-store.ts";
import type { Scope } from "../../store/scope.ts";
import { Audience } from "./audience.ts";

/** What TGTrack remembers of one key. It is all in the store. */
export class KeyMemory {
  readonly audience: Audience;
  readonly #store: SandboxStore;
  readonly #scope: Scope;

  constructor(store: SandboxStore, scope: Scope) {
    this.audience = new Audience(store.people, scope);
    this.#store = store;
    this.#scope = scope;
  }

  /** The code of the ad that an amount belongs to: a refund to the one whose sale it takes back. */
  sourceOfAmount(userId: string, amount: number, at: number): string {
    const ofSale = amount < 0 ? this.#store.facts.sourceOfSale(this.#scope, userId, { amount, at }) : undefined;
    return ofSale ?? this.audience.sourceOf(userId, at);
  }

  /** Whether something that may come only once, such as an update, came before. */
  hasSeen(id: string): boolean {
    return this.#store.seenIds.has(this.#scope, id);
  }

  /** `isSeen` is what `hasSeen` has just said. */
  see(id: string, nowMs: number, isSeen: boolean): void {
    this.#store.seenIds.set(this.#scope, id, nowMs, isSeen);
  }

  /** The MAX chat's link, empty until it is set. */
  get chatUrl(): string {
    return this.#store.keys.chatUrlOf(this.#scope.key);
  }

  set chatUrl(url: string) {
    this.#store.keys.setChatUrl(this.#scope.key, url);
  }
}
