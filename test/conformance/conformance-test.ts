import type { Ledger, TrackerOptions } from "@bot-tracker/core";
import { type RecordedRequest, type Sandbox, type ServiceName, startSandbox } from "@bot-tracker/sandbox";
import { test as base, expect } from "vitest";
import { type BotHandle, startTelegramSimulator, type TelegramSimulator } from "../simulator/index.ts";
import { GENEROUS } from "../support/generous.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import type { BotSetup, RunningBot, Subject } from "./subject.ts";

/** What the services are to get from one bot, in few words each, in any order. */
export interface Expected {
  tgtrack: readonly string[];
  howUsedBot: readonly string[];
}

export interface ConformanceFixtures {
  telegram: TelegramSimulator;
  sandbox: Sandbox;
  telegramBot: BotHandle;
  /** Everything the tracker said. */
  said: string[];
  /** Options that send to the sandbox without making a test wait for a limit. */
  options: TrackerOptions;
  /** Starts a bot that is stopped at the end of the test. */
  run(subject: Subject, setup?: Partial<BotSetup>): Promise<RunningBot>;
  /** Waits for exactly these requests, and sees to it that no other is on its way. */
  expectReceived(bot: RunningBot, expected: Expected): Promise<void>;
  rejections: unknown[];
}

const KEY = "tg-key-5f0c6c1e9b";
const TOKEN = "hub-token-77aa31c0";
const WIDE = [{ limit: 100_000, perMs: 1000 }];

/** A Bot API server, strict stand-ins of the services, and a look at all that must never happen. */
export const test = base.extend<ConformanceFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs off this pattern.
  telegram: async ({}, use) => {
    const telegram = await startTelegramSimulator({ webhookRetryDelayMs: 1 });
    await use(telegram);
    await telegram.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  sandbox: async ({}, use) => {
    const sandbox = await startSandbox({ keys: [KEY, TOKEN], limits: "none", strictUserIds: true });
    await use(sandbox);
    await sandbox.close();
  },
  telegramBot: async ({ telegram }, use) => {
    await use(telegram.addBot({ username: "course_bot" }));
  },
  said: async ({ telegramBot }, use) => {
    const said: string[] = [];
    await use(said);
    const everything = said.join("\n");
    for (const secret of [KEY, TOKEN, telegramBot.token]) expect(everything).not.toContain(secret);
  },
  options: async ({ sandbox, said }, use) => {
    const say = (message: string): void => void said.push(message);
    await use({
      tgtrack: { apiKey: KEY, url: `${sandbox.url}/v1`, limits: WIDE },
      howUsedBot: { apiToken: TOKEN, url: `${sandbox.url}/bin/webhooks/6438/181/4opQGmB6OlHqqPRM`, limits: WIDE },
      logger: { warn: say, error: say, debug: say },
      dir: temporaryFolder(),
    });
  },
  run: async ({ telegramBot, options, rejections }, use) => {
    const running: RunningBot[] = [];
    await use(async (subject, setup = {}) => {
      const bot = await subject.start({ telegram: telegramBot, options, ...setup });
      running.push(bot);
      return bot;
    });
    for (const bot of running) {
      await bot.stop().catch(() => undefined);
      if (bot.tracker === undefined) continue;
      expectBalance(bot.tracker.ledger());
      await bot.tracker.close({ timeoutMs: 0 });
    }
    expect(rejections).toEqual([]);
  },
  expectReceived: async ({ sandbox, telegramBot }, use) => {
    await use(async ({ tracker }, expected) => {
      await telegramBot.waitUntilTaken();
      const services = { tgtrack: expected.tgtrack, howusedbot: expected.howUsedBot };
      for (const [service, lines] of Object.entries(services)) {
        const requests = await received(sandbox, service as "tgtrack", lines.length);
        expect(requests.map(brief).sort()).toEqual([...lines].sort());
        expect(requests.filter(({ accepted, warnings }) => !accepted || warnings.length > 0)).toEqual([]);
        // What has been accepted and not yet sent would come later.
        expect(tracker?.ledger()[service]?.accepted ?? 0).toBe(lines.length);
      }
    });
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  rejections: async ({}, use) => {
    const rejections: unknown[] = [];
    const note = (error: unknown): void => void rejections.push(error);
    process.on("unhandledRejection", note);
    await use(rejections);
    process.off("unhandledRejection", note);
  },
});

async function received(sandbox: Sandbox, service: ServiceName, count: number): Promise<RecordedRequest[]> {
  return count === 0 ? sandbox.requests({ service }) : sandbox.waitFor({ service }, { count, ...GENEROUS });
}

/** A request in few words: what, which, of whom. */
function brief({ method, body, userId }: RecordedRequest): string {
  const parts = (body ?? {}) as Record<string, unknown>;
  const { event, event_type: name, target, param_1: param, message, my_chat_member: member } = parts;
  const raw = message === undefined ? (member === undefined ? undefined : "membership") : textOf(message);
  return [method, event ?? name ?? target ?? raw, param, userId]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");
}

function textOf(message: unknown): unknown {
  return (message as { text?: unknown }).text;
}

function expectBalance(ledger: Ledger): void {
  for (const { accepted, delivered, pending, dropped, dead } of Object.values(ledger)) {
    const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    expect(delivered + pending + lost + dead).toBe(accepted);
  }
}
