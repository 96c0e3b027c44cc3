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

  /** Marks are of what may come only once, such as an update's id. */
  hasSeen(mark: string): boolean {
    return this.#store.marks.has(this.#scope, mark);
  }

  /** `isSeen` is what `hasSeen` has just said. */
  see(mark: string, nowMs: number, isSeen: boolean): void {
    this.#store.marks.set(this.#scope, mark, nowMs, isSeen);
  }

  /** The MAX chat's link, empty until it is set. */
  get chatUrl(): string {
    return this.#store.keys.chatUrlOf(this.#scope.key);
  }

  set chatUrl(url: string) {
    this.#store.keys.setChatUrl(this.#scope.key, url);
  }
}
