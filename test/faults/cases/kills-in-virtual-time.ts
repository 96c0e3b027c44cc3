import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTracker, type Destination, type LedgerEntry, type QuotaWindow, type Tracker } from "@bot-tracker/core";
import { loadSqlite } from "../../../packages/core/src/outbox/sqlite/driver/load-sqlite.ts";
import type { Presence } from "../../../packages/core/src/outbox/sqlite/driver/sqlite-driver.ts";
import { StoreFile } from "../../../packages/core/src/outbox/sqlite/file/store-file.ts";
import { SqliteOutbox } from "../../../packages/core/src/outbox/sqlite/sqlite-outbox.ts";
import type { Ports } from "../../../packages/core/src/support/ports.ts";
import { StrictServer } from "../../support/strict-server.ts";
import { VirtualTime } from "../../support/virtual-time.ts";

export interface KillsInVirtualTime {
  kills: number;
  /** Requests that were under way at a kill, all kills together. */
  cutOff: number;
  /** Answers 429. */
  refused: number;
  stored: number;
  /** Different deliveries that the service counted. */
  counted: number;
  doubled: number;
  /** The longest time from the opening of the file, after all had been killed, to the first request. */
  longestStandstillMs: number;
  ledger: LedgerEntry;
}

export interface KillsSettings {
  kills: number;
  seed: number;
  /** So long after a process's death the service may still count its requests. */
  countsWithinMs: number;
  /** Of the longer window; the shorter one is 3 a second. About 100 a minute are recorded. */
  perMinute: number;
}

const NAME = "service";
const MOST_PROCESSES = 2;
const LONGEST_LIFE_MS = 5_000;
const LONGEST_PAUSE_MS = 1_500;
/** Each way. */
const LONGEST_LEG_MS = 400;
const ANSWER_WITHIN_MS = 1_500;

/**
 * One or two processes at one file are killed again and again, and started again, in time that passes only from one
 * event to the next. The service counts strictly, in windows that begin anywhere, and what a dead process had sent at a
 * random moment up to `countsWithinMs` after its death. At the end everything is sent.
 */
export async function killInVirtualTime(settings: KillsSettings): Promise<KillsInVirtualTime> {
  const { kills, seed, countsWithinMs, perMinute } = settings;
  const windows: readonly QuotaWindow[] = [
    { limit: 3, perMs: 1_000 },
    { limit: perMinute, perMs: 60_000 },
  ];
  const sqlite = loadSqlite();
  if (sqlite === undefined) throw new Error("this runtime has no SQLite");
  const time = new VirtualTime({ seed });
  const server = new StrictServer(windows, time.random() * 86_400_000);
  const counted = new Map<string, number>();
  const living = new Map<string, Process>();
  const dir = mkdtempSync(join(tmpdir(), "bot-tracker-kills-"));
  const result = { kills: 0, cutOff: 0, stored: 0, longestStandstillMs: 0 };
  let processes = 0;
  /** When the file was opened by the only process, until its first request leaves. */
  let openedAtMs: number | undefined;

  /** Whether a process may have to wait for the longer window, which is no standstill. */
  const isMinuteUsed = (): boolean =>
    server.takenAtMs.filter((atMs) => atMs > time.exactMs() - 100_000).length >= perMinute;

  const count = (request: Request): boolean => {
    request.isCounted = true;
    const isTaken = server.take(time.exactMs());
    if (isTaken) counted.set(request.body, (counted.get(request.body) ?? 0) + 1);
    return isTaken;
  };

  const start = (): void => {
    const name = `process${++processes}`;
    const ports = new MortalPorts(time);
    const requests = new Set<Request>();
    const presence = new SimulatedPresence(name, (holder) => living.has(holder));
    const file = new StoreFile({
      sqlite,
      path: join(dir, "bot.sqlite"),
      durability: "normal",
      bounds: { maxItems: 1e6, maxBytes: 1e9, maxDeadLetters: 1e4, maxPersons: 1e6, maxDedupeKeys: 1e6 },
      newPrefix: () => randomBytes(6).toString("hex"),
      nowMs: time.nowMs,
      messages: { error: fail, warn: fail, forget: () => {} },
      presence,
    });
    if (living.size === 0) openedAtMs = time.exactMs();
    const service: Destination = {
      name: NAME,
      accepts: new Set(["event"]),
      quota: { key: "key", windows },
      plan: (occurrence) => [
        {
          kind: "deliver",
          method: "event",
          body: { event: occurrence.kind === "event" ? occurrence.event : "" },
          class: "goal",
          expiresAfterMs: 30 * 86_400_000,
        },
      ],
      send: ([delivery]) =>
        new Promise((resolve) => {
          if (openedAtMs !== undefined && !isMinuteUsed()) {
            result.longestStandstillMs = Math.max(result.longestStandstillMs, time.exactMs() - openedAtMs);
          }
          openedAtMs = undefined;
          const request: Request = { body: delivery?.body ?? "", isCounted: false, isCutOff: false };
          requests.add(request);
          time.setTimer(() => {
            if (request.isCutOff) return;
            const isTaken = count(request);
            time.setTimer(() => {
              requests.delete(request);
              if (!request.isCutOff) resolve(isTaken ? { kind: "delivered" } : { kind: "rate-limited" });
            }, time.random() * LONGEST_LEG_MS);
          }, time.random() * LONGEST_LEG_MS);
        }),
    };
    living.set(name, {
      name,
      ports,
      requests,
      file,
      tracker: trackerOf(
        new SqliteOutbox({ file, ports, messages: { error: () => {}, forget: () => {} } }),
        service,
        ports,
      ),
    });
  };

  const record = async (deliveries: number): Promise<void> => {
    const [first] = living.values();
    for (let each = 0; each < deliveries; each++) {
      const recorded = first?.tracker.trackEvent({
        userId: 1_000_000 + result.stored,
        event: `${result.stored}`,
      });
      if (recorded === undefined || !(await time.until(recorded)).stored) throw new Error("it was not stored");
      result.stored++;
    }
  };

  const kill = (victim: Process): void => {
    result.kills++;
    living.delete(victim.name);
    victim.ports.die();
    victim.file.close();
    for (const request of victim.requests) {
      request.isCutOff = true;
      result.cutOff++;
      if (!request.isCounted) time.setTimer(() => count(request), time.random() * countsWithinMs);
    }
  };

  try {
    while (result.kills < kills) {
      while (living.size < MOST_PROCESSES && (living.size === 0 || time.random() < 0.3)) start();
      await record(6);
      await time.advance(time.random() * LONGEST_LIFE_MS);
      for (const victim of [...living.values()]) {
        if (result.kills < kills && (living.size === 1 || time.random() < 0.7)) kill(victim);
      }
      await time.advance(time.random() < 0.5 ? 0 : time.random() * LONGEST_PAUSE_MS);
    }
    start();
    const [last] = living.values();
    if (last === undefined) throw new Error("a process was started");
    // Some may never be answered, by a service that is slower than is assumed.
    await time.until(last.tracker.flush({ timeoutMs: 86_400_000 }), 2 * 86_400_000);
    await time.advance(countsWithinMs);
    const ledger = last.tracker.ledger()[NAME];
    if (ledger === undefined) throw new Error("something was recorded");
    const times = [...counted.values()];
    const doubled = times.reduce((sum, each) => sum + each - 1, 0);
    return { ...result, refused: server.refused, counted: counted.size, doubled, ledger };
  } finally {
    for (const { file, ports } of living.values()) {
      ports.die();
      file.close();
    }
    rmSync(dir, { recursive: true });
  }
}

interface Request {
  body: string;
  isCounted: boolean;
  /** Its process is dead. */
  isCutOff: boolean;
}

interface Process {
  name: string;
  ports: MortalPorts;
  requests: Set<Request>;
  file: StoreFile;
  tracker: Tracker;
}

function trackerOf(outbox: SqliteOutbox, destination: Destination, ports: Ports): Tracker {
  const logger = { warn: () => {}, error: fail };
  return createTracker({ tgtrack: false, howUsedBot: false, destinations: [destination], outbox, ports, logger }, {});
}

function fail(...said: string[]): void {
  throw new Error(said.join(" "));
}

/** A process's clock and timers, until it is killed: from then on nothing of it runs. */
class MortalPorts implements Ports {
  readonly #time: VirtualTime;
  #isDead = false;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  die(): void {
    this.#isDead = true;
  }

  nowMs = (): number => this.#time.nowMs();
  steadyMs = (): number => this.#time.steadyMs();
  random = (): number => this.#time.random();
  setTimer = (task: () => void, delayMs: number, keepAlive: boolean): (() => void) =>
    this.#time.setTimer(() => this.#ifAlive(task), delayMs, keepAlive);
  soon = (task: () => void): void => this.#time.soon(() => this.#ifAlive(task));
  onBeforeExit = (): (() => void) => () => {};
  onExit = (): (() => void) => () => {};

  #ifAlive(task: () => void): void {
    if (!this.#isDead) task();
  }
}

/** What locked files show, without files: who has ended is certain after as many looks. */
class SimulatedPresence implements Presence {
  readonly holder: string;
  readonly #lives: (holder: string) => boolean;
  readonly #freeSince = new Map<string, number>();

  constructor(holder: string, lives: (holder: string) => boolean) {
    this.holder = holder;
    this.#lives = lives;
  }

  hold(): void {}
  renew(): void {}
  found(): readonly string[] {
    return [];
  }

  endedAt(holder: string, steadyMs: number): number | undefined {
    if (this.#lives(holder)) return undefined;
    const sinceMs = this.#freeSince.get(holder) ?? steadyMs;
    this.#freeSince.set(holder, sinceMs);
    return steadyMs - sinceMs >= ANSWER_WITHIN_MS ? sinceMs : undefined;
  }

  bury(holder: string, task: () => void): boolean {
    if (this.#lives(holder)) return false;
    task();
    return true;
  }

  release(): void {}
}
