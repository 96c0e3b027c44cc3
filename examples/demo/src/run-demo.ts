import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Sandbox } from "@bot-tracker/sandbox";
import { startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { startMaxSimulator } from "@bot-tracker/test/max-simulator";
import { BotChild } from "./bots/bot-child.ts";
import type { BotRole } from "./cast/bot-role.ts";
import { CHAT_WORDS, type ChatSide } from "./crowd/chat-side.ts";
import type { DoneDeed, PlannedDeed } from "./crowd/deed.ts";
import { type CrowdTiming, planCrowd } from "./crowd/plan-crowd.ts";
import { playCrowd } from "./crowd/play-crowd.ts";
import { type BotReport, reportOn } from "./report/bot-report.ts";
import { progressLines, progressSummary } from "./screen/progress.ts";
import type { Screen } from "./screen/screen.ts";

export interface DemoOptions {
  cast: readonly BotRole[];
  timing: CrowdTiming;
  /** Must know the cast's keys. */
  sandbox: Sandbox;
  screen: Screen;
  /** Ends the demo early: it rejects with the signal's reason. */
  signal: AbortSignal;
  /** How long the bots may take to report what is left once the crowd is done. */
  drainTimeoutMs: number;
}

export interface DemoResult {
  reports: readonly BotReport[];
  /** Everything that is wrong, each as a sentence. Empty: everything was delivered and is right. */
  problems: readonly string[];
  /** What the bots wrote to their consoles, if anything. */
  outputs: readonly { title: string; text: string }[];
}

/** One bot with everything that belongs to it. */
interface Act {
  role: BotRole;
  bot: ChatSide;
  child: BotChild;
  plan: readonly PlannedDeed[];
  done: DoneDeed[];
}

// Nothing takes this long, even on a busy machine. They are there to tell which bot is stuck.
const START_TIMEOUT_MS = 120_000;
const TAKEN_TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 500;
/** Far more than any crowd has, so that no two bots share a person. */
const NUMBERS_PER_BOT = 10_000;

/**
 * Runs the bots in separate processes and plays the crowds against them.
 *
 * @throws {Error} as a rejection: a bot failed, or did not answer somebody
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const { cast, timing, sandbox, screen } = options;
  const messengers = {
    telegram: await startTelegramSimulator({ waitTimeoutMs: 60_000 }),
    max: await startMaxSimulator(),
  };
  const apiUrls = { telegram: messengers.telegram.apiRoot, max: messengers.max.apiRoot };
  // What one demo leaves behind would be sent by the next one.
  const outboxFolder = mkdtempSync(join(tmpdir(), "bot-tracker-demo-"));
  const acts: Act[] = [];
  // A demo that fails must not leave behind a crowd that keeps talking to nobody.
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  try {
    for (const [index, role] of cast.entries()) {
      acts.push({
        role,
        bot: messengers[role.messenger].addBot({ token: role.token, username: role.username }),
        child: new BotChild(role, { apiUrls, sandboxUrl: sandbox.url, outboxFolder }),
        plan: planCrowd(role, index * NUMBERS_PER_BOT, timing),
        done: [],
      });
    }
    const polls = acts.map(({ bot, role }) => bot.waitForCall(CHAT_WORDS[role.messenger].poll, START_WAIT));
    await orFailure(acts, Promise.all(polls), signal);
    screen.print("The bots are running, and people are on their way.\n");
    await orFailure(acts, perform(acts, { ...options, signal }), signal);
    const failures = await Promise.all(acts.map(({ child }) => child.stop()));
    const reports = acts.map(({ role, done, child }) =>
      reportOn(role, done, child.ledger, sandbox.requests({ key: role.key })),
    );
    return {
      reports,
      problems: [...failures.filter((failure) => failure !== undefined), ...reports.flatMap((one) => one.problems)],
      outputs: acts.flatMap(({ role, child }) =>
        child.output === "" ? [] : [{ title: role.title, text: child.output }],
      ),
    };
  } catch (error) {
    throw withOutputs(error, acts);
  } finally {
    over.abort();
    await Promise.all(acts.map(({ child }) => child.stop()));
    await Promise.all(Object.values(messengers).map((messenger) => messenger.close()));
    rmSync(outboxFolder, { recursive: true, force: true });
  }
}

const START_WAIT = { timeoutMs: START_TIMEOUT_MS };

/** Until the crowds are done, the bots have seen everything, and it was all delivered or the time for that is up. */
async function perform(acts: readonly Act[], { screen, signal, drainTimeoutMs }: DemoOptions): Promise<void> {
  const startMs = performance.now();
  const elapsedMs = (): number => performance.now() - startMs;
  const wait = (ms: number): Promise<void> => sleep(Math.max(0, ms), undefined, { signal });
  const look = async (): Promise<void> => {
    await Promise.all(acts.map(({ child }) => child.askLedger()));
    const bots = acts.map(({ role, done, plan, child }) => ({
      title: role.title,
      deedsDone: done.length,
      deedsPlanned: plan.length,
      ledger: child.ledger,
    }));
    screen.progress(progressLines(bots, elapsedMs()), progressSummary(bots, elapsedMs()));
  };

  let crowdIsOut = true;
  const watch = async (): Promise<void> => {
    while (crowdIsOut) {
      await look();
      await wait(LOOK_EVERY_MS);
    }
  };
  const play = async (): Promise<void> => {
    try {
      await Promise.all(
        acts.map(async ({ role, bot, plan, done }) => {
          const waitUntil = (atMs: number): Promise<void> => wait(atMs - elapsedMs());
          await playCrowd({
            bot,
            words: CHAT_WORDS[role.messenger],
            plan,
            waitUntil,
            onDeed: (deed) => void done.push(deed),
          });
          await bot.waitUntilTaken({ timeoutMs: TAKEN_TIMEOUT_MS });
        }),
      );
    } finally {
      crowdIsOut = false;
    }
  };
  await Promise.all([play(), watch()]);
  const deadlineMs = elapsedMs() + drainTimeoutMs;
  await look();
  while (acts.some(isBusy) && elapsedMs() < deadlineMs) {
    await wait(LOOK_EVERY_MS);
    await look();
  }
}

function isBusy({ child }: Act): boolean {
  return Object.values(child.ledger).some(({ pending }) => pending > 0);
}

/** What failed, and what the bots had written by then, which often contains the reason. */
function withOutputs(error: unknown, acts: readonly Act[]): unknown {
  const outputs = acts.flatMap(({ role, child }) => (child.output === "" ? [] : [`${role.title}: ${child.output}`]));
  if (!(error instanceof Error) || outputs.length === 0) return error;
  return new Error([error.message, "What the bots wrote:", ...outputs].join("\n"), { cause: error });
}

/** Rejects as soon as a bot exits by itself or the demo is stopped, whatever else is still pending. */
async function orFailure(acts: readonly Act[], task: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const stopped = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  await Promise.race([task, stopped, ...acts.map(({ child }) => child.untilItFails())]);
}
