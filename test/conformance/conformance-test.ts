import type { Ledger, TrackerOptions } from "@bot-tracker/core";
import { type RecordedRequest, type Sandbox, type ServiceName, startSandbox } from "@bot-tracker/sandbox";
import type { BotHandle, TelegramSimulator } from "@bot-tracker/telegram-simulator";
import { test as base, expect } from "vitest";
import type { MaxBotHandle, MaxSimulator } from "../simulator/max/index.ts";
import { GENEROUS } from "../support/generous.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { MAX } from "./sides/max-side.ts";
import { type Account, type Server, type Side, UNSUPPORTED } from "./sides/side.ts";
import { TELEGRAM } from "./sides/telegram-side.ts";
import type { BotSetup, RunningBot, Subject } from "./subject.ts";

/** What the services are to get from one bot, in few words each, in any order. Lines that begin with `unsupported:` only count. */
export interface Expected {
  tgtrack: readonly string[];
  howUsedBot: readonly string[];
}

export interface ConformanceFixtures<OfServer extends Server<OfBot>, OfBot extends Account> {
  /** The messenger. */
  server: OfServer;
  sandbox: Sandbox;
  /** The bot, from the messenger's side. */
  account: OfBot;
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
function conformanceTest<OfServer extends Server<OfBot>, OfBot extends Account>(side: Side<OfServer>) {
  return base.extend<ConformanceFixtures<OfServer, OfBot>>({
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs off this pattern.
    server: async ({}, use) => {
      const server = await side.startServer({ webhookRetryDelayMs: 1 });
      await use(server);
      await server.close();
    },
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    sandbox: async ({}, use) => {
      const sandbox = await startSandbox({ keys: [KEY, TOKEN], limits: "none", strictUserIds: true });
      await use(sandbox);
      await sandbox.close();
    },
    account: async ({ server }, use) => {
      await use(server.addBot({ username: "course_bot" }));
    },
    said: async ({ account }, use) => {
      const said: string[] = [];
      await use(said);
      const everything = said.join("\n");
      for (const secret of [KEY, TOKEN, account.token]) expect(everything).not.toContain(secret);
    },
    options: async ({ sandbox, said }, use) => {
      const say = (message: string): void => void said.push(message);
      await use({
        tgtrack: { apiKey: KEY, url: `${sandbox.url}${side.tgtrack.path}`, limits: WIDE },
        howUsedBot: {
          apiToken: TOKEN,
          url: `${sandbox.url}/bin/webhooks/6438/181/4opQGmB6OlHqqPRM`,
          limits: WIDE,
          // HowUsedBot knows bots by their ids in Telegram.
          ...(side.name === "MAX" && { botId: 7_000_000_001 }),
        },
        logger: { warn: say, error: say, debug: say },
        dir: temporaryFolder(),
      });
    },
    run: async ({ account, options, rejections }, use) => {
      const running: RunningBot[] = [];
      await use(async (subject, setup = {}) => {
        const bot = await subject.start({ account, options, ...setup });
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
    expectReceived: async ({ sandbox, account }, use) => {
      await use(async ({ tracker }, expected) => {
        await account.waitUntilTaken();
        const services = { tgtrack: expected.tgtrack, howusedbot: expected.howUsedBot };
        for (const [service, lines] of Object.entries(services)) {
          const sent = lines.filter((line) => !line.startsWith(UNSUPPORTED));
          const from = service === "tgtrack" ? side.tgtrack.service : "howusedbot";
          const requests = await received(sandbox, from, sent.length);
          expect(requests.map(brief).sort()).toEqual(sent.sort());
          expect(requests.filter(({ accepted, warnings }) => !accepted || warnings.length > 0)).toEqual([]);
          // What has been accepted and not yet sent would come later; what has no method is only counted, and a webhook's
          // update may be handled after it was answered.
          await expect.poll(() => tracker?.ledger()[service]?.accepted ?? 0).toBe(lines.length);
          const { dropped } = tracker?.ledger()[service] ?? {};
          expect(Object.values(dropped ?? {}).reduce((sum, count) => sum + count, 0)).toBe(lines.length - sent.length);
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
}

/** For bots in Telegram. */
export const test = conformanceTest<TelegramSimulator, BotHandle>(TELEGRAM);

/** For bots in MAX. */
export const maxTest = conformanceTest<MaxSimulator, MaxBotHandle>(MAX);

/** For the cases that all have to pass, which know nothing of the messenger but its side. */
export function testOf({ side }: Subject): ReturnType<typeof conformanceTest<Server, Account>> {
  return (side.name === "MAX" ? maxTest : test) as never;
}

async function received(sandbox: Sandbox, service: ServiceName, count: number): Promise<RecordedRequest[]> {
  return count === 0 ? sandbox.requests({ service }) : sandbox.waitFor({ service }, { count, ...GENEROUS });
}

/** A request in few words: what, which, of whom. */
export function brief({ method, body, userId }: RecordedRequest): string {
  const parts = (body ?? {}) as Record<string, unknown>;
  const {
    event,
    event_type: name,
    target,
    param_1: param,
    start_value: payload,
    message,
    my_chat_member: member,
  } = parts;
  const raw = message === undefined ? (member === undefined ? undefined : "membership") : textOf(message);
  return [method, event ?? name ?? target ?? raw ?? payload, param, userId]
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
