import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { personOf } from "@bot-tracker/example-demo/people";
import type { Screen } from "@bot-tracker/example-demo/screen";
import type { Sandbox } from "@bot-tracker/sandbox";
import { type BotHandle, startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import type { RedisServer } from "@bot-tracker/test/redis-server";
import { Balancer } from "./balancer.ts";
import { Machine, type MachineSurroundings } from "./machine.ts";
import { type MachineReport, machineTable, problemsOf, type ServiceReport, serviceReport } from "./report.ts";
import { freshToken, setWebhook, WEBHOOK_SECRET } from "./telegram-side.ts";

export interface FleetOptions {
  sandbox: Sandbox;
  redisUrl: string;
  /** A Redis that may be stopped. */
  ownRedis: RedisServer | undefined;
  screen: Screen;
  /** Ends the example early: it rejects with the signal's reason. */
  signal: AbortSignal;
  people: number;
  /** The time in which they press START. */
  arrivalsMs: number;
  redisAwayMs: number;
  /** How long it may take until everything has come to the services. */
  drainTimeoutMs: number;
}

export interface FleetResult {
  machines: readonly MachineReport[];
  services: readonly ServiceReport[];
  /** Updates that one process left unanswered and another one answered. */
  redelivered: number;
  /** Everything that is not as it should be, each as a sentence. */
  problems: readonly string[];
  /** What the processes wrote to their consoles, where they wrote anything. */
  outputs: readonly { title: string; text: string }[];
}

const MACHINES = ["machine 1", "machine 2", "machine 3"];
const VICTIM = "machine 2";
const LOOK_EVERY_MS = 500;
const BUSY_TIMEOUT_MS = 30_000;
// Nothing takes as long, not on a busy machine either.
const TAKEN_TIMEOUT_MS = 60_000;
/** A call of Telegram takes a moment, so that a process can be killed in the middle of an update. */
const TELEGRAM_LATENCY_MS = 100;
/** This share of the people does not wait for the faults to be over. */
const BEFORE_FAULTS_ARE_OVER = 0.8;
const SERVICES = ["tgtrack", "howusedbot"] as const;

/** One process, from its start to its end, on whichever machine. */
interface Life {
  title: string;
  machine: Machine;
  taken(): number;
}

/**
 * Runs the bot in three processes behind a balancer, lets people press START, and kills and stops what it can.
 *
 * @throws {Error} as a rejection: a process failed, or left updates unanswered
 */
export async function runFleet(options: FleetOptions): Promise<FleetResult> {
  const telegram = await startTelegramSimulator({ latencyMs: TELEGRAM_LATENCY_MS, waitTimeoutMs: 60_000 });
  const folder = mkdtempSync(join(tmpdir(), "bot-tracker-fleet-"));
  const fleet = new Fleet(options, telegram.addBot({ token: freshToken(), username: "many_processes_bot" }), folder);
  // An example that fails must not leave a crowd behind that goes on talking to nobody.
  const over = new AbortController();
  try {
    const signal = AbortSignal.any([options.signal, over.signal]);
    const ended = new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    return await Promise.race([fleet.play(signal), fleet.untilSomethingFails, ended]);
  } finally {
    over.abort();
    await fleet.close();
    await telegram.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Fleet {
  readonly #options: FleetOptions;
  readonly #bot: BotHandle;
  readonly #folder: string;
  readonly #balancer = new Balancer();
  readonly #lives: Life[] = [];
  readonly #failure = Promise.withResolvers<never>();
  #started = 0;

  constructor(options: FleetOptions, bot: BotHandle, folder: string) {
    this.#options = options;
    this.#bot = bot;
    this.#folder = folder;
    this.#failure.promise.catch(() => undefined);
  }

  get untilSomethingFails(): Promise<never> {
    return this.#failure.promise;
  }

  async play(signal: AbortSignal): Promise<FleetResult> {
    const { screen, people, arrivalsMs, drainTimeoutMs } = this.#options;
    await Promise.all(MACHINES.map((name) => this.#start(name, name)));
    await setWebhook(this.#bot, await this.#balancer.listen());
    screen.print(`${MACHINES.length} processes take updates, and ${people} people press START.\n`);

    const startMs = performance.now();
    const elapsedMs = (): number => performance.now() - startMs;
    const waitUntil = (atMs: number): Promise<void> => sleep(Math.max(0, atMs - elapsedMs()), undefined, { signal });
    const crowd = async (faultsAreOver: Promise<void>): Promise<void> => {
      for (let index = 0; index < people; index++) {
        // So that the process that takes the dead one's place has people too, however slow the machine.
        if (index >= people * BEFORE_FAULTS_ARE_OVER) await faultsAreOver;
        await waitUntil((arrivalsMs * index) / people);
        this.#bot.user(personOf(index)).start("PJfleet");
        this.#started += 1;
      }
    };
    const faults = async (): Promise<void> => {
      await waitUntil(arrivalsMs / 3);
      await this.#killOne(signal);
      await waitUntil((arrivalsMs * 2) / 3);
      await this.#takeRedisAway(signal);
    };
    let isOver = false;
    const watch = async (): Promise<void> => {
      while (!isOver) {
        await this.#look(elapsedMs());
        await sleep(LOOK_EVERY_MS, undefined, { signal });
      }
    };
    const untilAllCame = async (): Promise<void> => {
      const faultsAreOver = faults();
      await Promise.all([crowd(faultsAreOver), faultsAreOver]);
      await this.#bot.waitUntilTaken({ timeoutMs: TAKEN_TIMEOUT_MS });
      const deadlineMs = elapsedMs() + drainTimeoutMs;
      while (this.#services().some(({ missing }) => missing > 0) && elapsedMs() < deadlineMs) {
        await sleep(LOOK_EVERY_MS, undefined, { signal });
      }
      isOver = true;
    };
    await Promise.all([untilAllCame(), watch()]);
    return this.#result();
  }

  async close(): Promise<void> {
    await Promise.all(this.#lives.map(({ machine }) => machine.stop()));
    this.#balancer.close();
  }

  /** Starts a process on a machine, with the folder that the machine has kept. */
  async #start(name: string, title: string): Promise<void> {
    const { redisUrl, sandbox } = this.#options;
    const surroundings: MachineSurroundings = {
      botToken: this.#bot.token,
      webhookSecret: WEBHOOK_SECRET,
      redisUrl,
      telegramApiUrl: this.#bot.apiRoot,
      sandboxUrl: sandbox.url,
    };
    const machine = new Machine(title, join(this.#folder, name.replace(" ", "-")), surroundings);
    machine.untilItFails().catch(this.#failure.reject);
    const target = this.#balancer.add(title);
    this.#lives.push({ title, machine, taken: () => target.taken });
    target.port = await machine.untilListening();
  }

  async #killOne(signal: AbortSignal): Promise<void> {
    const { screen } = this.#options;
    const life = this.#lives.find(({ title }) => title === VICTIM);
    if (life === undefined) return;
    const target = this.#balancer.target(VICTIM);
    const deadlineMs = performance.now() + BUSY_TIMEOUT_MS;
    // At the worst moment of a process that is at work: it has recorded a start, and Telegram has not heard that it took
    // the update.
    const isBetween = (): boolean => {
      const taken = life.taken();
      return taken > 0 && life.machine.counts.recorded > taken && target !== undefined && target.open > 0;
    };
    while (!isBetween() && performance.now() < deadlineMs) {
      await sleep(1, undefined, { signal });
      await life.machine.askCounts();
    }
    // First, so that no answer gets through between this moment and the process's end.
    this.#balancer.remove(VICTIM);
    await life.machine.kill();
    life.title = `${VICTIM}, killed`;
    screen.print(
      `${VICTIM} is killed in the middle of an update. The update goes to another process, and a new one takes its place.`,
    );
    await this.#start(VICTIM, `${VICTIM}, replaced`);
  }

  async #takeRedisAway(signal: AbortSignal): Promise<void> {
    const { ownRedis, redisAwayMs, screen } = this.#options;
    if (ownRedis === undefined) return;
    await ownRedis.stop();
    screen.print(`Redis is stopped for ${redisAwayMs / 1_000} s. The bot goes on answering, and records.`);
    await sleep(redisAwayMs, undefined, { signal });
    await ownRedis.start();
    screen.print("Redis is back.");
  }

  async #look(elapsedMs: number): Promise<void> {
    const { screen, people } = this.#options;
    await Promise.all(this.#lives.map(({ machine }) => machine.askCounts()));
    const came = this.#services().map(({ service, starts }) => `${starts} at ${service}`);
    const summary = `${Math.floor(elapsedMs / 1_000)} s: ${this.#started}/${people} starts; ${came.join(", ")}`;
    screen.progress([...machineTable(this.#machines()).split("\n"), summary], summary);
  }

  #services(): ServiceReport[] {
    const { sandbox, people } = this.#options;
    return SERVICES.map((service) => serviceReport(sandbox, service, people));
  }

  #machines(): MachineReport[] {
    const reports = this.#lives.map(({ title, machine, taken }) => ({
      name: title,
      taken: taken(),
      ...machine.counts,
    }));
    return reports.sort((one, other) => one.name.localeCompare(other.name));
  }

  async #result(): Promise<FleetResult> {
    await Promise.all(this.#lives.map(({ machine }) => machine.askCounts()));
    const machines = this.#machines();
    const ledger = this.#lives[0]?.machine.ledger ?? {};
    const failures = await Promise.all(this.#lives.map(({ machine }) => machine.stop()));
    const services = this.#services();
    return {
      machines,
      services,
      redelivered: this.#balancer.redelivered,
      problems: [...failures.filter((failure) => failure !== undefined), ...problemsOf(services, ledger)],
      outputs: this.#lives.flatMap(({ title, machine }) =>
        machine.output === "" ? [] : [{ title, text: machine.output }],
      ),
    };
  }
}
