import { join } from "node:path";
import { BotProcess, type ProcessListener } from "./process/bot-process.ts";
import type { LastWords, ProcessSettings, Role } from "./process/protocol.ts";

export interface MachineParts {
  name: string;
  /** The machine's own disk. */
  folder: string;
  settings: Omit<ProcessSettings, "dir">;
  listener: ProcessListener;
}

/** Longer than anything that a dead process has taken is kept for it. */
const PUT_AHEAD_MS = 200_000;

/** One machine of the fleet: runs one process of the bot at a time. */
export class Machine {
  readonly #parts: MachineParts;
  #running: BotProcess | undefined;
  #live: BotProcess | undefined;
  #clockAheadMs: number;
  #disk = 1;
  #isRetired = false;

  constructor(parts: MachineParts) {
    this.#parts = parts;
    this.#clockAheadMs = parts.settings.clockAheadMs;
  }

  get name(): string {
    return this.#parts.name;
  }

  get role(): Role {
    return this.#parts.settings.role;
  }

  /** Its process, when updates can be sent to it. */
  get live(): BotProcess | undefined {
    return this.#live;
  }

  async start(): Promise<void> {
    if (this.#isRetired) throw new Error(`${this.name} is retired`);
    const dir = join(this.#parts.folder, `disk-${this.#disk}`);
    const settings = { ...this.#parts.settings, dir, clockAheadMs: this.#clockAheadMs };
    const started = new BotProcess(`The process of ${this.name}`, settings, this.#parts.listener);
    this.#running = started;
    await started.ready;
    this.#live = started;
  }

  /** Its process dies, and is started again on the same disk. */
  async crash(putsClockAhead: boolean): Promise<void> {
    await this.kill();
    if (putsClockAhead) this.#clockAheadMs += PUT_AHEAD_MS;
    await this.start();
  }

  /** Its process dies, and the next one finds an empty disk: all that the machine had is gone. */
  async vanish(): Promise<void> {
    await this.kill();
    this.#disk++;
    await this.start();
  }

  /** Its process ends properly, and is started again on the same disk. */
  async restart(): Promise<LastWords> {
    const words = await this.close();
    await this.start();
    return words;
  }

  /** Its process ends properly, and the next one finds an empty disk. */
  replace(): Promise<LastWords> {
    this.#disk++;
    return this.restart();
  }

  /** Its process ends properly. */
  async close(): Promise<LastWords> {
    const leaving = this.#running;
    this.#live = undefined;
    if (leaving === undefined) throw new Error(`${this.name} has no process`);
    const words = await leaving.terminate();
    this.#running = undefined;
    if (leaving.errors !== "") throw new Error(`${this.name} complained: ${leaving.errors}`);
    return words;
  }

  /** Its process dies. */
  async kill(): Promise<void> {
    const dying = this.#running;
    this.#live = undefined;
    this.#running = undefined;
    await dying?.kill();
  }

  /** Its process dies, and none comes after it, whatever is still being done with the machine. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    await this.kill();
  }
}
