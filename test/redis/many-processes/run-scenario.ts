import { setTimeout as pass } from "node:timers/promises";
import type { Ledger } from "@bot-tracker/core";
import { seededRandom } from "../../support/virtual-time.ts";
import { planCrowd, type Start } from "./crowd.ts";
import { CLOSE_GRACE_MS, type Figures } from "./figures.ts";
import { Fleet } from "./fleet.ts";
import type { Scenario, SceneEnd } from "./scenario.ts";
import { accountOf, brokenPromises, type Tally, tally } from "./tally.ts";
import { within } from "./within.ts";

export interface ScenarioResult {
  tally: Tally;
  note: string;
  broken: readonly string[];
}

export interface ScenarioParts {
  scenario: Scenario;
  figures: Figures;
  seed: number;
  /** Hears how far it is. */
  progress?: (arrived: number) => void;
}

const LOOK_EVERY_MS = 250;
const OBSERVE_WITHIN_MS = 60_000;
/** In what a process says that a busy machine left without time for 5 s: that is right, and no fault of the process. */
const NO_TIME_FOR_REDIS = "Command timed out";

/** Lets people come to a fleet while it goes through something, and waits until everything has been delivered. */
export async function runScenario({ scenario, seed, progress, ...parts }: ScenarioParts): Promise<ScenarioResult> {
  const { sells = false, flushes = false, closeTimeoutMs = parts.figures.closeTimeoutMs } = scenario;
  // As many deliveries as without sales.
  const count = parts.figures.starts / (sells ? 2 : 1);
  const figures = { ...parts.figures, starts: count, closeTimeoutMs };
  const { tellWithinMs, guardMs } = figures;
  const random = seededRandom(seed);
  await using fleet = await Fleet.open({ figures, roles: scenario.roles, sells, flushes, random });
  await scenario.before?.(fleet);
  await fleet.start();

  const arrivals = planCrowd(count, tellWithinMs, random);
  const starts = arrivals.filter(({ again }) => !again).map(({ start }) => start);
  const isDone = (ledger: Ledger): boolean => {
    const { accepted, pending } = accountOf(ledger);
    return accepted === count * fleet.perStart && pending === 0;
  };

  const goThrough = async (): Promise<SceneEnd> => {
    const told = fleet.tell(arrivals);
    const [end] = await Promise.all([scenario.during?.({ fleet, figures, random, told }), told]);
    const again = await fleet.tellAgain(starts);
    const notes = [end?.note ?? "", again === 0 ? "" : `${again} told again`];
    const broken = [...(end?.broken ?? [])];
    while (!(await fleet.look()).every(isDone)) await pass(LOOK_EVERY_MS);

    let longestCloseMs = 0;
    for (const [{ name, role }, { state, tookMs }] of await fleet.close()) {
      longestCloseMs = Math.max(longestCloseMs, tookMs);
      if (role === "record" && state.delivered > 0) broken.push(`${name}, which only records, has delivered`);
    }
    if (longestCloseMs > figures.closeTimeoutMs + CLOSE_GRACE_MS) {
      broken.push(`a tracker took ${Math.round(longestCloseMs)} ms to close, and had ${figures.closeTimeoutMs}`);
    }
    for (const { name } of fleet.machines) {
      const said = (fleet.messages.get(name) ?? []).filter((message) => !message.includes(NO_TIME_FOR_REDIS));
      if (said.length !== scenario.messages) broken.push(`${name} said ${said.length} messages: ${said.join(" | ")}`);
    }
    await fleet.observe(isDone, OBSERVE_WITHIN_MS);
    return { note: notes.filter((note) => note !== "").join(", "), broken };
  };

  const ticking = setInterval(() => progress?.(fleet.tgtrack.users.size), LOOK_EVERY_MS);
  const end = await within(guardMs, goThrough(), () => whatIsMissing(starts, fleet))
    .catch(
      (error: unknown): SceneEnd => ({ note: "", broken: [error instanceof Error ? error.message : String(error)] }),
    )
    .finally(() => clearInterval(ticking));
  const result = tally(starts, fleet);
  return { tally: result, note: end.note, broken: [...end.broken, ...brokenPromises(result, scenario.mayDouble)] };
}

function whatIsMissing(starts: readonly Start[], { tgtrack, machines, ledgers, messages }: Fleet): string {
  const missing = starts.filter(({ userId }) => !tgtrack.users.has(String(userId)));
  const counts = ledgers.slice(-machines.length).map((ledger) => {
    const { accepted, delivered, pending } = accountOf(ledger);
    return `${accepted} accepted, ${delivered} delivered, ${pending} pending`;
  });
  const said = [...messages].map(([name, all]) => `${name}: ${all.slice(-3).join(" ")}`);
  return [
    `everything to be delivered; ${missing.length} of ${starts.length} starts have not arrived`,
    `the processes' ledgers: ${[...new Set(counts)].join("; ")}`,
    `said: ${said.join("; ")}`,
  ].join("; ");
}
