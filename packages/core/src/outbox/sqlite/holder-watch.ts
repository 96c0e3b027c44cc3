import type { Ports } from "../../support/ports.ts";
import { swallowRejection } from "../../support/swallow-rejection.ts";
import type { GroupCommit } from "./file/group-commit.ts";
import type { StorePlace } from "./file/store-place.ts";

export interface HolderWatchParts {
  file: Pick<StorePlace, "store" | "presence">;
  commits: Pick<GroupCommit, "do" | "attempt">;
  ports: Pick<Ports, "nowMs" | "steadyMs" | "setTimer">;
  /** Nobody comes later: one look shows who was there before. */
  isAlone: boolean;
  /** Told when what a dead process held is free. */
  onFreed(): void;
}

const LOOK_EVERY_MS = 500;
/** While others are at the file: what a dead one held is free so much sooner. */
const LOOK_AT_OTHERS_EVERY_MS = 250;

/** Shows that this process lives, and ends what others at the file held when they have died. */
export class HolderWatch {
  readonly #parts: HolderWatchParts;
  /** Of these a trace was found when the file was opened: they may have died before they stood in it. */
  readonly #strangers: Set<string>;
  /** To be buried by a transaction that waits for its turn. */
  readonly #dying = new Set<string>();
  #cancelLook = (): void => {};

  constructor(parts: HolderWatchParts) {
    this.#parts = parts;
    this.#strangers = new Set(parts.file.presence.found());
    this.#look();
  }

  /** Goes, before the outbox is closed. */
  close(): void {
    this.#cancelLook();
    const { file, commits } = this.#parts;
    const { holder } = file.presence;
    try {
      // What cannot be written is noticed by the others.
      if (holder !== undefined && file.store.tables.holders.has(holder))
        commits.attempt((store) => store.leave(holder));
    } catch {}
    file.presence.release();
  }

  #look(): void {
    const { file, ports, isAlone } = this.#parts;
    let nextMs = LOOK_EVERY_MS;
    try {
      file.presence.renew();
      file.store.refresh();
      for (const holder of new Set([...file.store.tables.holders.others, ...this.#strangers])) {
        nextMs = LOOK_AT_OTHERS_EVERY_MS;
        const endedAtMs = file.presence.endedAt(holder, ports.steadyMs());
        if (endedAtMs !== undefined) this.#bury(holder, endedAtMs);
      }
    } catch {
      // Whatever is wrong with the file, the next call of the outbox meets it too and deals with it.
    }
    if (!isAlone) this.#cancelLook = ports.setTimer(() => this.#look(), nextMs, false);
  }

  #bury(holder: string, endedAtMs: number): void {
    if (this.#dying.has(holder)) return;
    const { file, commits, ports, onFreed } = this.#parts;
    this.#dying.add(holder);
    const buried = commits.do((store) => {
      this.#dying.delete(holder);
      return file.presence.bury(holder, () => store.loseHolder(holder, endedAtMs, ports.nowMs()));
    });
    const done = (isBuried: boolean): void => {
      if (!isBuried) return;
      this.#strangers.delete(holder);
      onFreed();
    };
    if (!(buried instanceof Promise)) done(buried);
    else swallowRejection(buried.then(done), () => this.#dying.delete(holder));
  }
}
