import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pass } from "node:timers/promises";
import type { Ledger } from "@bot-tracker/core";
import { type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import type { Arrival, Start } from "./crowd.ts";
import type { Figures } from "./figures.ts";
import { Machine } from "./machine.ts";
import type { LastWords, Role } from "./process/protocol.ts";
import { StrictTgtrack } from "./services/strict-tgtrack.ts";

export interface FleetParts {
  figures: Figures;
  /** One for each machine. */
  roles: readonly Role[];
  /** Each start is followed by a sale. */
  sells: boolean;
  flushes: boolean;
  random: () => number;
}

const TURN_MS = 50;
/** The clocks of the machines differ by this much at most, either way. */
const CLOCK_ERROR_MS = 4_000;

/** Machines, Redis and TGTrack, with all that has to be known for the tally. */
export class Fleet implements AsyncDisposable {
  readonly redis: RedisServer;
  readonly tgtrack: StrictTgtrack;
  readonly machines: readonly Machine[];
  /** People whose start some process has said to be stored. */
  readonly stored = new Set<string>();
  /** What the processes told their owner, by machine. */
  readonly messages = new Map<string, string[]>();
  /** Every one seen, the last one last. */
  readonly ledgers: Ledger[] = [];
  /** How many deliveries each start leads to. */
  readonly perStart: number;
  readonly #parts: FleetParts;
  readonly #folder: string;

  private constructor(parts: FleetParts, redis: RedisServer, tgtrack: StrictTgtrack, folder: string) {
    this.#parts = parts;
    this.redis = redis;
    this.tgtrack = tgtrack;
    this.#folder = folder;
    this.perStart = parts.sells ? 2 : 1;
    this.machines = parts.roles.map((role, index) => this.#machine(`machine ${index + 1}`, role));
  }

  static async open(parts: FleetParts): Promise<Fleet> {
    const { figures, random } = parts;
    const folder = await mkdtemp(join(tmpdir(), "bot-tracker-many-processes-"));
    return new Fleet(parts, await startRedisServer(), await StrictTgtrack.open(figures.limits, random), folder);
  }

  async start(): Promise<void> {
    await Promise.all(this.machines.map((machine) => machine.start()));
  }

  /** Sends each update, when its time has come, to some machine that takes updates. */
  async tell(arrivals: readonly Arrival[]): Promise<void> {
    const firstAt = new Map<number, Machine>();
    const beganMs = performance.now();
    let told = 0;
    while (told < arrivals.length) {
      await pass(TURN_MS);
      const parcels = new Map<Machine, Start[]>();
      for (; (arrivals[told]?.afterMs ?? Number.POSITIVE_INFINITY) <= performance.now() - beganMs; told++) {
        const { start } = arrivals[told] as Arrival;
        const machine = this.#someMachine(firstAt.get(start.number));
        if (machine === undefined) continue;
        firstAt.set(start.number, machine);
        parcels.set(machine, [...(parcels.get(machine) ?? []), start]);
      }
      for (const [machine, starts] of parcels) machine.live?.tell(starts);
    }
  }

  /** Sends again what no process has said to be stored, as Telegram does. The number of those. */
  async tellAgain(starts: readonly Start[]): Promise<number> {
    // What a process says of its state comes after what it says it has stored.
    await this.look();
    const left = starts.filter(({ userId }) => !this.stored.has(String(userId)));
    await this.tell(left.map((start) => ({ afterMs: 0, start, again: true })));
    return left.length;
  }

  /** Ends every process properly. How each stood in the end, by machine. */
  async close(): Promise<Map<Machine, LastWords>> {
    const closed = new Map<Machine, LastWords>();
    const close = async (machine: Machine): Promise<void> => {
      closed.set(machine, await machine.close());
    };
    await Promise.all(this.machines.map(close));
    for (const { state } of closed.values()) this.ledgers.push(state.ledger);
    return closed;
  }

  /** Asks every process how it stands. One that is killed meanwhile is left out. */
  async look(): Promise<Ledger[]> {
    const asked = this.machines.map(async ({ live }) => {
      try {
        return (await live?.look())?.ledger;
      } catch (error) {
        if (this.machines.some((machine) => machine.live === live)) throw error;
        return undefined;
      }
    });
    const ledgers = (await Promise.all(asked)).filter((ledger) => ledger !== undefined);
    this.ledgers.push(...ledgers);
    return ledgers;
  }

  /** Resolves when each machine has told its owner so many messages. */
  async untilEachSaid(messages: number): Promise<void> {
    while (this.machines.some(({ name }) => (this.messages.get(name)?.length ?? 0) < messages)) await pass(TURN_MS);
  }

  /** A machine that was not there before, to see what is in Redis rather than in anybody's memory. */
  async observe(isDone: (ledger: Ledger) => boolean, withinMs: number): Promise<Ledger> {
    const observer = this.#machine("the observer", "record");
    const untilMs = performance.now() + withinMs;
    try {
      await observer.start();
      for (;;) {
        const ledger = (await observer.live?.look())?.ledger ?? {};
        if (isDone(ledger) || performance.now() > untilMs) {
          this.ledgers.push(ledger);
          return ledger;
        }
        await pass(TURN_MS);
      }
    } finally {
      await observer.retire();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.machines.map((machine) => machine.retire()));
    await this.tgtrack[Symbol.asyncDispose]();
    await this.redis.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Any that takes updates, other than that one if there is another. */
  #someMachine(other: Machine | undefined): Machine | undefined {
    const open = this.machines.filter(({ live, role }) => live !== undefined && role !== "deliver");
    const others = open.filter((machine) => machine !== other);
    const from = others.length === 0 ? open : others;
    return from[Math.floor(this.#parts.random() * from.length)];
  }

  #machine(name: string, role: Role): Machine {
    const { figures, random, sells, flushes } = this.#parts;
    const { limits, closeTimeoutMs, leaseMs } = figures;
    const said: string[] = [];
    this.messages.set(name, said);
    return new Machine({
      name,
      folder: join(this.#folder, name.replaceAll(" ", "-")),
      settings: {
        redisUrl: this.redis.url,
        role,
        tgtrackUrl: this.tgtrack.url,
        limits,
        clockAheadMs: Math.round((random() * 2 - 1) * CLOCK_ERROR_MS),
        ...(leaseMs !== undefined && { leaseMs }),
        sells,
        flushes,
        closeTimeoutMs,
      },
      listener: {
        stored: (userIds) => {
          for (const userId of userIds) this.stored.add(userId);
        },
        said: (message) => said.push(message),
      },
    });
  }
}
