/**
 * How long each view of the sandbox's page waits for its data, over HTTP, in a file with a month of 200,000 facts,
 * 100,000 requests and 60,000 people. While a report is worked out nothing else is answered, so this is also how long a
 * bot may wait for the sandbox.
 *
 * Usage: node test/benchmarks/sandbox/sandbox-views.ts [--json]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startSandbox } from "../../../packages/sandbox/src/index.ts";
import { openStore } from "../../../packages/sandbox/src/store/sandbox-store.ts";
import { makeUpMonth } from "./made-up-month.ts";
import { HOWUSEDBOT_TOKEN, seedSandbox, TGTRACK_KEY } from "./seed-sandbox.ts";
import { type View, viewsOf } from "./views.ts";

const FACTS = 200_000;
const REQUESTS = 100_000;
const PEOPLE = 60_000;
const DAYS = 30;
const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 10, 20, 12);
const ROUNDS = 20;

interface ViewFigures {
  view: string;
  minMs: number;
  medianMs: number;
  maxMs: number;
  /** What the processor worked for the sandbox and the client together, which other programs do not lengthen much. */
  cpuMs: number;
  /** Of all answers of the view together. */
  bytes: number;
}

async function measure(url: string, { name, paths }: View): Promise<ViewFigures> {
  const timesMs: number[] = [];
  const cpuTimesMs: number[] = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const startedMs = performance.now();
    const cpuBefore = process.cpuUsage();
    const answers = await Promise.all(paths.map((path) => read(url + path)));
    timesMs.push(performance.now() - startedMs);
    const { user, system } = process.cpuUsage(cpuBefore);
    cpuTimesMs.push((user + system) / 1_000);
    bytes = answers.reduce((sum, size) => sum + size, 0);
  }
  const wall = sharesOf(timesMs);
  return { view: name, minMs: wall(0), medianMs: wall(0.5), maxMs: wall(1), cpuMs: sharesOf(cpuTimesMs)(0.5), bytes };
}

/** 0 is the shortest, 0.5 the median, 1 the longest. */
function sharesOf(timesMs: readonly number[]): (share: number) => number {
  const sorted = timesMs.toSorted((one, other) => one - other);
  return (share) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

async function read(address: string): Promise<number> {
  const answer = await fetch(address);
  const { byteLength } = await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${address} was answered with ${answer.status}`);
  return byteLength;
}

function tableOf(figures: readonly ViewFigures[]): string {
  const rows = figures.map(({ view, minMs, medianMs, maxMs, cpuMs, bytes }) => [
    view,
    ...[minMs, medianMs, maxMs, cpuMs].map((ms) => ms.toFixed(1)),
    (bytes / 1_024).toFixed(0),
  ]);
  return [["view", "min ms", "median ms", "max ms", "CPU ms", "KiB"], ...rows]
    .map(([view = "", ...cells]) => view.padEnd(38) + cells.map((cell) => cell.padStart(11)).join(""))
    .join("\n");
}

const { json } = parseArgs({ options: { json: { type: "boolean", default: false } } }).values;
const folder = mkdtempSync(join(tmpdir(), "bot-tracker-benchmark-"));
try {
  const file = join(folder, "sandbox.sqlite");
  const month = makeUpMonth({ facts: FACTS, people: PEOPLE, days: DAYS, endMs: END_MS, seed: 1 });
  const store = openStore({ file });
  seedSandbox(store.db, month, REQUESTS);
  store.close();
  await using sandbox = await startSandbox({
    file,
    now: () => END_MS,
    keys: [TGTRACK_KEY, HOWUSEDBOT_TOKEN],
    maxAgeMs: 2 * DAYS * DAY_MS,
  });
  const times = { fromMs: END_MS - DAYS * DAY_MS, toMs: END_MS };
  const figures: ViewFigures[] = [];
  for (const view of viewsOf(times, month.people[0]?.userId ?? "")) figures.push(await measure(sandbox.url, view));
  const size = { facts: FACTS, requests: REQUESTS, people: PEOPLE, days: DAYS, rounds: ROUNDS };
  console.log(json ? JSON.stringify({ ...size, views: figures }, null, 2) : tableOf(figures));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
