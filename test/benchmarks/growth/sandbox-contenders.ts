import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { startSandbox } from "../../../packages/sandbox/src/index.ts";
import { openStore } from "../../../packages/sandbox/src/store/sandbox-store.ts";
import { collectGarbage } from "../runner/collect-garbage.ts";
import type { Contenders, Measured } from "../runner/contender.ts";
import { cpuNs } from "../runner/cpu-clock.ts";
import { makeUpMonth } from "../sandbox/made-up-month.ts";
import { HOWUSEDBOT_TOKEN, seedSandbox, TGTRACK_KEY } from "../sandbox/seed-sandbox.ts";
import { viewsOf } from "../sandbox/views.ts";

export interface SandboxPlace {
  file: string;
}

export interface MonthLoad {
  facts: number;
}

export interface LookLoad {
  /** One of its people. */
  userId: number;
}

/** What is asked for, and under which name it is measured. */
const SCALED_VIEWS: readonly string[] = [
  "overview",
  "overview split by event",
  "sources",
  "funnel",
  "people",
  "people, search that fits most",
  "person",
  "requests",
  "requests, search in vain",
];

const DAYS = 30;
const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 10, 20, 12);
const NO_LIMIT = Number.MAX_SAFE_INTEGER;
/** As many as the sandbox keeps. */
const MOST_PEOPLE = 100_000;
const MOST_REQUESTS = 100_000;
const ASKED = 5;

/** Makes the file. */
const seed =
  ({ file }: SandboxPlace) =>
  ({ facts }: MonthLoad): Promise<Measured> => {
    const people = Math.min(Math.ceil(facts * 0.3), MOST_PEOPLE);
    const made = makeUpMonth({ facts, people, days: DAYS, endMs: END_MS, seed: 1 });
    // More than it keeps by itself: it deletes what is too much when it opens the file.
    const store = openStore({ file, maxFacts: NO_LIMIT, maxFactBytes: NO_LIMIT, maxBytes: NO_LIMIT });
    seedSandbox(store.db, made, Math.min(facts, MOST_REQUESTS));
    store.close();
    return Promise.resolve({ userId: Number(made.people[0]?.userId) });
  };

/** What the processor works for each view of a sandbox with this file, for who asks it too. */
const look =
  ({ file }: SandboxPlace) =>
  async (load: LookLoad): Promise<Measured> => {
    const measured = await lookInto(file, load);
    // The sandbox has the file for itself as long as it is open.
    const database = new DatabaseSync(file, { readOnly: true });
    const kept = Number(database.prepare("SELECT count(*) AS kept FROM facts").get()?.["kept"]);
    database.close();
    return { kept, ...measured, diskBytes: statSync(file).size };
  };

async function lookInto(file: string, { userId }: LookLoad): Promise<Record<string, number>> {
  const startedMs = performance.now();
  await using sandbox = await startSandbox({
    file,
    now: () => END_MS,
    keys: [TGTRACK_KEY, HOWUSEDBOT_TOKEN],
    maxAgeMs: 2 * DAYS * DAY_MS,
  });
  const measured: Record<string, number> = { openMs: performance.now() - startedMs };
  const times = { fromMs: END_MS - DAYS * DAY_MS, toMs: END_MS };
  for (const { name, paths } of viewsOf(times, String(userId))) {
    if (!SCALED_VIEWS.includes(name)) continue;
    const taken: number[] = [];
    for (let round = 0; round < ASKED; round++) {
      const beganNs = cpuNs();
      for (const path of paths) await read(sandbox.url + path);
      taken.push((cpuNs() - beganNs) / 1e6);
    }
    measured[name] = taken.toSorted((one, other) => one - other)[Math.floor(ASKED / 2)] ?? Number.NaN;
  }
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  return { ...measured, heapBytes: heapUsed, rssBytes: rss };
}

async function read(address: string): Promise<void> {
  const answer = await fetch(address);
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${address} was answered with ${answer.status}`);
}

export const contenders: Contenders<SandboxPlace, MonthLoad & LookLoad> = { seed, look };
