import type { Store } from "../tables/store.ts";

/** A call that waits until no other process writes. */
export interface Waiting {
  run(): boolean;
  reject(error: unknown): void;
}

/** Something that is only to be written, whenever that is. */
export interface Later {
  task(store: Store): void;
  resolve(): void;
  reject(error: unknown): void;
}
