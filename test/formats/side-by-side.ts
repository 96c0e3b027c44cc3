import { setTimeout as pass } from "node:timers/promises";
import type { LedgerEntry, QuotaWindow } from "@bot-tracker/core";
import { emptyLedgerEntry } from "@bot-tracker/core/outbox-kit";
import { BotProcess } from "../redis/many-processes/process/bot-process.ts";
import { StrictTgtrack } from "../redis/many-processes/services/strict-tgtrack.ts";
import { myChatMember, privateStart } from "../support/updates.ts";

export interface SideBySideParts {
  /** The file with the other version's packages. */
  olderPackages: string;
  /** Missing: they share a file. */
  redisUrl?: string;
  /** A folder for each machine; the same for all where they share a file. */
  dirOf(machine: number): string;
  random(): number;
}

export type Version = "older" | "newer";

const LIMITS: readonly QuotaWindow[] = [
  { limit: 3, perMs: 1_000 },
  { limit: 500, perMs: 3_600_000 },
];
const PEOPLE = 4;
const FIRST_DATE = Math.floor(Date.now() / 1_000) - 3_600;
const CLOSE_TIMEOUT_MS = 5_000;
const LOOK_EVERY_MS = 50;
/** More than what a killed process had taken is kept for it. */
const ALL_WITHIN_MS = 150_000;

/** Processes of two versions that share an outbox and a key, and people who come and go in between. */
export class SideBySide implements AsyncDisposable {
  readonly tgtrack: StrictTgtrack;
  readonly #parts: SideBySideParts;
  readonly #running = new Set<BotProcess>();
  /** Of every process, under its version and number. */
  readonly #said = new Map<string, string[]>();
  #round = 0;

  private constructor(parts: SideBySideParts, tgtrack: StrictTgtrack) {
    this.#parts = parts;
    this.tgtrack = tgtrack;
  }

  static async open(parts: SideBySideParts): Promise<SideBySide> {
    return new SideBySide(parts, await StrictTgtrack.open(LIMITS, parts.random));
  }

  async start(version: Version): Promise<BotProcess> {
    const { redisUrl, olderPackages, dirOf } = this.#parts;
    const name = `${version} ${this.#said.size + 1}`;
    const said: string[] = [];
    const settings = {
      dir: dirOf(this.#said.size),
      role: "both",
      tgtrackUrl: this.tgtrack.url,
      limits: LIMITS,
      clockAheadMs: 0,
      sells: false,
      closeTimeoutMs: CLOSE_TIMEOUT_MS,
      ...(redisUrl !== undefined && { redisUrl }),
      ...(version === "older" && { packages: olderPackages }),
    } as const;
    this.#said.set(name, said);
    const started = new BotProcess(name, settings, { stored: () => {}, said: (message) => said.push(message) });
    await started.ready;
    this.#running.add(started);
    return started;
  }

  /** Everybody starts the bot where the round's number is even, and blocks it where it is odd. */
  tell(process: BotProcess): void {
    const round = this.#round++;
    for (let number = 1; number <= PEOPLE; number++) {
      const parts = { updateId: round * 100 + number, userId: 5_000_000_000 + number, date: FIRST_DATE + round };
      const isStart = round % 2 === 0;
      process.handle(
        isStart
          ? privateStart({ ...parts, messageId: parts.updateId, payload: `ad_${round}` })
          : myChatMember({ ...parts }),
      );
    }
  }

  /** Until all processes know of all that was told to any. Who recorded it knows so before it is in Redis. */
  async known(): Promise<void> {
    const isKnown = ({ accepted }: LedgerEntry): boolean => accepted === this.#round * PEOPLE;
    await Promise.all([...this.#running].map((process) => this.#when(process, isKnown)));
  }

  /** Until everything has been sent, and the process knows so. */
  delivered(process: BotProcess): Promise<LedgerEntry> {
    return this.#when(process, ({ accepted, pending }) => accepted === this.#round * PEOPLE && pending === 0);
  }

  /** What each person was reported to have done, in that order. */
  get reported(): Readonly<Record<string, string[]>> {
    const all: Record<string, string[]> = {};
    for (const { userId, said } of this.tgtrack.taken) all[userId] = [...(all[userId] ?? []), said];
    return all;
  }

  /** What a person did in the rounds until now. */
  get told(): Readonly<Record<string, string[]>> {
    const story = Array.from({ length: this.#round }, (_, round) =>
      round % 2 === 0 ? `/start ad_${round}` : "kicked",
    );
    return Object.fromEntries(Array.from({ length: PEOPLE }, (_, index) => [`${5_000_000_001 + index}`, story]));
  }

  /** What the processes said, by their names. */
  get said(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(this.#said);
  }

  async end(process: BotProcess): Promise<void> {
    this.#running.delete(process);
    await process.terminate();
  }

  async kill(process: BotProcess): Promise<void> {
    this.#running.delete(process);
    await process.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running].map((process) => process.kill()));
    await this.tgtrack[Symbol.asyncDispose]();
  }

  async #when(process: BotProcess, isIt: (account: LedgerEntry) => boolean): Promise<LedgerEntry> {
    const untilMs = performance.now() + ALL_WITHIN_MS;
    for (;;) {
      const account = (await process.look()).ledger["tgtrack"] ?? emptyLedgerEntry();
      if (isIt(account)) return account;
      if (performance.now() > untilMs) {
        const seen = { told: this.#round * PEOPLE, account, taken: this.tgtrack.taken.length, said: this.said };
        throw new Error(`Waited in vain: ${JSON.stringify(seen)}`);
      }
      await pass(LOOK_EVERY_MS);
    }
  }
}
