import { setTimeout as pass } from "node:timers/promises";
import { CLOSE_GRACE_MS } from "./figures.ts";
import type { Role } from "./process/protocol.ts";
import type { Scenario, Scene, SceneEnd } from "./scenario.ts";

const EIGHT: readonly Role[] = Array.from({ length: 8 }, () => "both");

/** Everything that a fleet is to come through. */
export const SCENARIOS: readonly Scenario[] = [
  { name: "8 processes", roles: EIGHT, mayDouble: false, messages: 0 },
  {
    name: "4 record, 2 deliver",
    roles: ["record", "record", "record", "record", "deliver", "deliver"],
    mayDouble: false,
    messages: 0,
  },
  { name: "killed at random", roles: EIGHT, mayDouble: true, messages: 0, during: killAtRandom },
  {
    name: "rolling deploy in a hurry",
    roles: EIGHT,
    mayDouble: true,
    messages: 0,
    sells: true,
    closeTimeoutMs: 1_000,
    during: replaceEach,
  },
  {
    name: "instances that flush and vanish",
    roles: ["record", "record", "record", "record", "deliver", "deliver"],
    mayDouble: false,
    messages: 0,
    sells: true,
    flushes: true,
    during: vanishAtRandom,
  },
  {
    name: "Redis stopped",
    roles: EIGHT,
    mayDouble: false,
    messages: 2,
    during: (scene) => stopRedis(scene, "SIGTERM"),
  },
  { name: "Redis killed", roles: EIGHT, mayDouble: true, messages: 2, during: (scene) => stopRedis(scene, "SIGKILL") },
  {
    name: "Redis away at first",
    roles: ["both", "both", "both"],
    mayDouble: false,
    messages: 2,
    before: ({ redis }) => redis.stop(),
    during: appearLate,
  },
];

/** Processes die, and are started again on their disks. */
async function killAtRandom({ fleet, figures, random }: Scene): Promise<SceneEnd> {
  const { kills, killEveryMs, leaseMs } = figures;
  for (let kill = 0; kill < kills; kill++) {
    await pass(random() * killEveryMs);
    const machine = fleet.machines[Math.floor(random() * fleet.machines.length)];
    await machine?.crash(leaseMs !== undefined);
  }
  return { note: `${kills} killed`, broken: [] };
}

/** Processes that record die with their disks, as instances of a serverless platform do. */
async function vanishAtRandom({ fleet, figures, random }: Scene): Promise<SceneEnd> {
  const { kills, killEveryMs } = figures;
  const recorders = fleet.machines.filter(({ role }) => role === "record");
  for (let kill = 0; kill < kills; kill++) {
    await pass(random() * killEveryMs);
    await Promise.all(recorders.map((machine) => machine.vanish()));
  }
  return { note: `${kills * recorders.length} vanished`, broken: [] };
}

/** Each process is replaced in turn, and the next one finds an empty disk, as in a new container. */
async function replaceEach({ fleet }: Scene): Promise<SceneEnd> {
  let longestMs = 0;
  for (const machine of fleet.machines) {
    const { tookMs } = await machine.replace();
    longestMs = Math.max(longestMs, tookMs);
  }
  return { note: `${fleet.machines.length} replaced, closed in ${Math.round(longestMs)} ms at most`, broken: [] };
}

/** Redis goes away in the middle of the work, and comes back with its data. */
async function stopRedis({ fleet, figures }: Scene, signal: "SIGTERM" | "SIGKILL"): Promise<SceneEnd> {
  const { redis, tgtrack } = fleet;
  await tgtrack.waitUntil(() => tgtrack.users.size >= figures.starts / 6);
  await redis.stop(signal);
  const before = tgtrack.users.size;
  await pass(figures.outageMs);
  const meanwhile = tgtrack.users.size - before;
  await redis.start();
  const note = `${figures.outageMs / 1_000} s away after ${before}, ${meanwhile} under way came meanwhile`;
  return { note, broken: before < figures.starts ? [] : ["everything had arrived before Redis went away"] };
}

/** Redis appears when everything was recorded, and a process was closed and started again without it. */
async function appearLate({ fleet, figures, told }: Scene): Promise<SceneEnd> {
  const broken: string[] = [];
  await told;
  const [first] = fleet.machines;
  if (first === undefined) throw new Error("there are three machines");
  await fleet.untilEachSaid(1);
  const { tookMs } = await first.restart();
  const before = fleet.messages.get(first.name)?.splice(0) ?? [];
  if (before.length !== 1) broken.push(`${first.name} said ${before.length} messages: ${before.join(" | ")}`);
  await fleet.untilEachSaid(1);
  const early = fleet.tgtrack.users.size;
  if (early > 0) broken.push(`${early} starts were sent without Redis`);
  const { size } = fleet.stored;
  if (size < figures.starts) broken.push(`${size} of ${figures.starts} starts were recorded without Redis`);
  if (tookMs > figures.closeTimeoutMs + CLOSE_GRACE_MS)
    broken.push(`closing took ${Math.round(tookMs)} ms without Redis`);
  await fleet.redis.start();
  return { note: `closed in ${Math.round(tookMs)} ms without it`, broken };
}
