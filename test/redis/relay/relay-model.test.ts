import { join } from "node:path";
import type { OutboxEntry } from "@bot-tracker/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { ManualPorts } from "../../support/manual-ports.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { CLASS_NAMES, entryOf, expectBalanced, nameOfEntry, turns } from "./fakes/entries.ts";
import { type FakeProcess, openFile, startProcess } from "./fakes/fake-process.ts";
import { FakeRedis } from "./fakes/fake-redis.ts";

const DESTINATIONS = ["howusedbot", "tgtrack"];

const putStep = fc.record({
  do: fc.constant("put" as const),
  class: fc.constantFrom(...CLASS_NAMES),
  user: fc.constantFrom("1", "2", "3"),
  to: fc.constantFrom(["tgtrack"], ["howusedbot"], ["howusedbot", "tgtrack"]),
  key: fc.option(fc.nat({ max: 4 }), { nil: undefined }),
});
const steps = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: putStep },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("turns" as const), count: fc.integer({ min: 1, max: 12 }) }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant("wait" as const), forMs: fc.constantFrom(1, 300, 1_500, 2_500, 65_000) }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("up" as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("lose connection" as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("kill redis" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("kill process" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("deploy" as const) }) },
  ),
  { minLength: 5, maxLength: 60 },
);

interface Recorded {
  name: string;
  class: string;
  user: string;
}

/** One machine with its file, and the Redis that it is sometimes connected to. */
class Machine {
  readonly #path = join(temporaryFolder(), "bot.sqlite");
  #process: FakeProcess;
  #now = new ManualPorts();
  readonly redis = new FakeRedis(() => this.#now.nowMs());
  #puts = 0;
  readonly recorded: Recorded[] = [];
  /** What is to be counted in the end: per destination, each key once. */
  readonly #expected = new Map<string, Set<string>>();

  constructor() {
    this.#process = this.#start();
  }

  #start(): FakeProcess {
    return startProcess({ redis: this.redis, ports: this.#now, openLocal: (ports) => openFile(this.#path, ports) });
  }

  get outbox(): FakeProcess["outbox"] {
    return this.#process.outbox;
  }

  get connection(): FakeProcess["connection"] {
    return this.#process.connection;
  }

  accepted(): Record<string, number> {
    return Object.fromEntries(DESTINATIONS.map((name) => [name, this.#expected.get(name)?.size ?? 0]));
  }

  async put({
    class: worth,
    user,
    to,
    key: number,
  }: typeof putStep extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
    const name = `${++this.#puts}`;
    // Keys of mere activity are remembered apart.
    const key = number === undefined ? undefined : `${worth === "activity" ? "activity" : "key"} ${number}`;
    const dedupeKeys = key === undefined ? [] : [key];
    const entry: OutboxEntry = entryOf(name, {
      to,
      class: worth,
      userId: user,
      dedupeKeys,
      createdAtMs: this.#now.nowMs(),
    });
    const { statuses } = await this.#process.record(entry);
    for (const destination of to) {
      const names = this.#expected.get(destination) ?? new Set();
      this.#expected.set(destination, names.add(key ?? name));
    }
    if (statuses.includes("stored")) this.recorded.push({ name, class: worth, user });
  }

  async wait(forMs: number): Promise<void> {
    await this.#now.advance(forMs);
  }

  killRedis(): void {
    this.connection.down();
    this.redis.loseLastSecond();
  }

  async endProcess(how: "kill process" | "deploy"): Promise<void> {
    if (how === "deploy") await Promise.all([this.outbox.close(), this.wait(500)]);
    else {
      // Its clock stands still from now on, and nobody hears what it says.
      this.connection.down();
      this.#process.local().close();
    }
    this.#now = new ManualPorts(this.#now.nowMs() + 1);
    this.#process = this.#start();
  }

  async settle(): Promise<void> {
    this.connection.up();
    await turns();
    // What a killed process had under way belongs to it for a minute.
    for (let second = 0; second < 75; second++) await this.wait(1_000);
    await turns();
  }
}

it("reaches Redis exactly once, with a balanced ledger throughout, whatever is lost or killed on the way", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (todo) => {
      const machine = new Machine();
      for (const step of todo) {
        switch (step.do) {
          case "put":
            await machine.put(step);
            break;
          case "turns":
            await turns(step.count);
            break;
          case "wait":
            await machine.wait(step.forMs);
            break;
          case "up":
            machine.connection.up();
            break;
          case "lose connection":
            machine.connection.down();
            break;
          case "kill redis":
            machine.killRedis();
            break;
          default:
            await machine.endProcess(step.do);
        }
        expectBalanced(machine.outbox.ledger());
      }
      await machine.settle();
      const ledger = machine.outbox.ledger();
      expectBalanced(ledger);
      expect(Object.fromEntries(DESTINATIONS.map((name) => [name, ledger[name]?.accepted ?? 0]))).toEqual(
        machine.accepted(),
      );
      expect([...machine.redis.names].sort()).toEqual(machine.recorded.map(({ name }) => name).sort());
      await Promise.all([machine.outbox.close(), machine.wait(500)]);
    }),
    { numRuns: 60 },
  );
});

it("keeps what a user does after a start behind that start, whenever the connection is lost", async () => {
  const usual = steps.map((todo) => todo.filter((step) => step.do !== "kill process"));
  await fc.assert(
    fc.asyncProperty(usual, async (todo) => {
      const machine = new Machine();
      for (const step of todo) {
        if (step.do === "put") await machine.put(step);
        else if (step.do === "turns") await turns(step.count);
        else if (step.do === "wait") await machine.wait(step.forMs);
        else if (step.do === "up") machine.connection.up();
        else if (step.do === "lose connection") machine.connection.down();
        else if (step.do === "kill redis") machine.killRedis();
      }
      await machine.settle();
      const arrived = machine.redis.arrivals.map(({ entry }) => nameOfEntry(entry));
      for (const user of ["1", "2", "3"]) {
        const theirs = machine.recorded.filter((each) => each.user === user);
        const first = theirs.findIndex((each) => each.class === "start" || each.class === "stop");
        if (first === -1 || theirs[first]?.class !== "start") continue;
        const startAt = arrived.indexOf(theirs[first].name);
        for (const later of theirs.slice(first + 1)) expect(arrived.indexOf(later.name)).toBeGreaterThan(startAt);
      }
      await Promise.all([machine.outbox.close(), machine.wait(500)]);
    }),
    { numRuns: 60 },
  );
});
