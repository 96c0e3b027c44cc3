import { nodeFs } from "./node-fs.ts";

/**
 * A file beside the outbox that says: something was deleted whose bytes still have to be erased. Whoever opens the
 * outbox next goes on with that, if the process ends before it is done.
 */
export class ErasureNote {
  readonly #path: string;

  constructor(outboxPath: string) {
    this.#path = `${outboxPath}-erase`;
  }

  get isThere(): boolean {
    return nodeFs().existsSync(this.#path);
  }

  write(): void {
    quietly(() => nodeFs().writeFileSync(this.#path, "", { mode: 0o600 }));
  }

  remove(): void {
    quietly(() => nodeFs().rmSync(this.#path, { force: true }));
  }
}

/** Where the folder cannot be written, erasing says so. */
function quietly(task: () => void): void {
  try {
    task();
  } catch {}
}
