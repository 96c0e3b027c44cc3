import type { PipelineUser } from "./pipeline-user.ts";

/**
 * The trackers at a pipeline. It holds none of them, or the newest only: one that a bot made for a single request and
 * never closed can be collected, and counts no more then.
 */
export class PipelineUsers {
  /** In the order in which they came. */
  readonly #users = new Set<WeakRef<PipelineUser>>();
  readonly #collected: FinalizationRegistry<WeakRef<PipelineUser>>;
  /** The newest one that listens: it may be forgotten while what it has recorded is being sent. */
  #held: PipelineUser | undefined;

  /** `onEmpty` is called when the last one was collected. */
  constructor(onEmpty: () => void) {
    this.#collected = new FinalizationRegistry((user) => {
      this.#users.delete(user);
      if (this.size === 0) onEmpty();
    });
  }

  get size(): number {
    return this.#users.size;
  }

  /** Tells the newest one that listens. */
  get notify(): PipelineUser["notify"] {
    return (this.#held ?? this.#newestListener())?.notify;
  }

  add(user: PipelineUser): void {
    const known = new WeakRef(user);
    this.#users.add(known);
    this.#collected.register(user, known, user);
    if (user.notify !== undefined) this.#held = user;
  }

  remove(user: PipelineUser): void {
    this.#collected.unregister(user);
    for (const known of this.#users) if (known.deref() === user) this.#users.delete(known);
    // The last one stays: what it is told of then is still its own.
    if (user === this.#held) this.#held = this.#newestListener() ?? user;
  }

  /** Whoever has been forgotten may be collected now: nothing is left to tell it. */
  letGo(): void {
    this.#held = undefined;
  }

  #newestListener(): PipelineUser | undefined {
    return [...this.#users].map((known) => known.deref()).findLast((user) => user?.notify !== undefined);
  }
}
