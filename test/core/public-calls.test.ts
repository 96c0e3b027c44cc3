import * as core from "@bot-tracker/core";
import * as grammy from "@bot-tracker/grammy";
import * as max from "@bot-tracker/max";
import * as nodeTelegramBotApi from "@bot-tracker/node-telegram-bot-api";
import * as redis from "@bot-tracker/redis";
import * as telegraf from "@bot-tracker/telegraf";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { call, HOSTILE, made } from "../support/hostile-values.ts";

type Call = (...values: never[]) => unknown;

const NOWHERE = { url: "http://127.0.0.1:9" };
const QUIET = { warn: () => {}, error: () => {} };
const options = (more: object): never =>
  ({ botId: 1, outbox: "memory", tgtrack: { apiKey: "a-key-of-tests", ...NOWHERE }, logger: QUIET, ...more }) as never;
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
/** Reads what may fail when it is read. */
const spread = (value: unknown): object => {
  try {
    return isObject(value) ? { ...value } : {};
  } catch {
    return {};
  }
};
/** What is exported and is no call that a bot makes: text, errors (which the library makes), and classes with cases of their own. */
const NO_CALLS = [
  ...["HowUsedBotError", "KeyHeldError", "QuotaExhaustedError", "StartPayloadError", "TgtrackError", "RedisAwayError"],
  ...["TrackerConfigError", "TrackerError", "TransportError", "START_PAYLOAD_CHARS", "WEBHOOK_SIGNATURE_HEADER"],
  // For authors of outboxes, who keep its types.
  ...["MemoryOutbox", "nextPerson"],
];

/** Every function that a package's index exports, given hostile values. */
const EXPORTS: Record<string, Call> = {
  classifyUpdate: core.classifyUpdate,
  commands: core.commands,
  contactShared: core.contactShared,
  createTracker: (given, value) => {
    const tracker = core.createTracker(options({ ...spread(given), dir: value }));
    void tracker.close({ timeoutMs: 0 });
    core.createTracker(given, {});
  },
  decodeStartPayload: core.decodeStartPayload,
  encodeStartPayload: core.encodeStartPayload,
  groupLink: (name, given) => {
    core.groupLink("my_bot", given);
    return core.groupLink(name, given);
  },
  HowUsedBotClient: (given) => new core.HowUsedBotClient(given),
  isStartPayload: core.isStartPayload,
  maxStartLink: core.maxStartLink,
  miniAppLink: (name, given) => {
    core.miniAppLink("my_bot", given);
    return core.miniAppLink(name, given);
  },
  parseStartCommand: core.parseStartCommand,
  payments: core.payments,
  startLink: core.startLink,
  subscriptions: core.subscriptions,
  TgtrackClient: (given) => new core.TgtrackClient(given),
  verifyWebhookSignature: core.verifyWebhookSignature,
  webhook: core.webhook,
  "grammy tracker": grammy.tracker,
  "telegraf tracker": telegraf.tracker,
  "max tracker": max.tracker,
  "max createTracker": (given) => max.createTracker(given, {}),
  "max startLink": max.startLink,
  "max commands": max.commands,
  "max contactShared": (given) => max.contactShared(given),
  "max payments": max.payments,
  "max subscriptions": max.subscriptions,
  "node-telegram-bot-api tracker": nodeTelegramBotApi.tracker,
  "node-telegram-bot-api attach": nodeTelegramBotApi.attach,
  "node-telegram-bot-api trackerOf": nodeTelegramBotApi.trackerOf,
  "redis redisOutbox": (given) => core.createTracker(options({ outbox: redis.redisOutbox(given) }), {}),
};

/** Calls of which no error may ever come. */
const NEVER_THROW = [
  "classifyUpdate",
  "decodeStartPayload",
  "isStartPayload",
  "parseStartCommand",
  "verifyWebhookSignature",
];

const PACKAGES = { grammy, telegraf, max, "node-telegram-bot-api": nodeTelegramBotApi, redis };

function exportedNames(): string[] {
  const own = Object.entries(PACKAGES).flatMap(([name, exported]) =>
    Object.entries(exported)
      .filter(([key, value]) => (core as Record<string, unknown>)[key] !== value)
      .map(([key]) => [key, `${name} ${key}`] as const),
  );
  const all = [...Object.keys(core).map((key) => [key, key] as const), ...own];
  return all.filter(([key]) => !NO_CALLS.includes(key)).map(([, name]) => name);
}

/** Throws nothing but what the library says and documents. */
async function expectOwnErrors(made: () => unknown, mayThrow: boolean): Promise<void> {
  try {
    await made();
  } catch (error) {
    if (!mayThrow || !(error instanceof core.TrackerError)) {
      throw new Error("an error that is not the library's own came out of it", { cause: error });
    }
  }
}

describe("whatever is passed, no error comes out but the library's own:", () => {
  test("every function that a package exports has a case here", () => {
    expect(Object.keys(EXPORTS).sort()).toEqual(exportedNames().sort());
  });

  test.for(Object.keys(EXPORTS))("%s", async (name) => {
    const run = EXPORTS[name] as (one: unknown, other: unknown) => unknown;
    const mayThrow = !NEVER_THROW.includes(name);
    for (const one of HOSTILE) await expectOwnErrors(() => run(one, one), mayThrow);
    await fc.assert(
      fc.asyncProperty(call, call, (one, other) => expectOwnErrors(() => run(made(one), made(other)), mayThrow)),
    );
  });
});

describe("where one option cannot be read beside others that can, the error is the library's own:", () => {
  const cases = [
    [
      "TgtrackClient startMethod",
      (given: object) => new core.TgtrackClient(given as never),
      { apiKey: "a-key-of-tests" },
    ],
    [
      "TgtrackClient transport",
      (given: object) => new core.TgtrackClient(given as never),
      { apiKey: "a-key-of-tests" },
    ],
    ["HowUsedBotClient botId", (given: object) => new core.HowUsedBotClient(given as never), { apiToken: "a-token-1" }],
    [
      "HowUsedBotClient dispatcher",
      (given: object) => new core.HowUsedBotClient(given as never),
      { apiToken: "a-token-1" },
    ],
    [
      "webhook nowMs",
      (given: object) => core.webhook(given as never),
      { url: "https://example.com", secret: "a-secret-1" },
    ],
  ] as const;
  test.for(cases)("%s", async ([name, make, fine]) => {
    const option = name.slice(name.indexOf(" ") + 1);
    const given = Object.defineProperty({ botId: 1, ...fine }, option, {
      enumerable: true,
      get: () => {
        throw new Error("This getter fails.");
      },
    });
    expect(() => make(given)).toThrow(core.TrackerConfigError);
  });
});

const METHODS: Record<string, readonly string[]> = {
  Tracker: Object.getOwnPropertyNames(core.createTracker({ enabled: false }).constructor.prototype),
  TgtrackClient: Object.getOwnPropertyNames(core.TgtrackClient.prototype),
  HowUsedBotClient: Object.getOwnPropertyNames(core.HowUsedBotClient.prototype),
  UserTracker: Object.getOwnPropertyNames(core.createTracker({ enabled: false }).forUser(1).constructor.prototype),
};

describe("whatever is passed, no error comes out of a method but the library's own:", () => {
  const cases = Object.entries(METHODS).flatMap(([of, names]) =>
    names.filter((name) => name !== "constructor").map((name) => ({ of, name })),
  );
  test.for(cases)("$name of $of", async ({ of, name }) => {
    const tracker = core.createTracker(options({ howUsedBot: { apiToken: "a-token-of-tests", ...NOWHERE } }), {});
    const clients = {
      Tracker: tracker,
      UserTracker: tracker.forUser(42),
      TgtrackClient: new core.TgtrackClient({ apiKey: "a-key-of-tests", ...NOWHERE }),
      HowUsedBotClient: new core.HowUsedBotClient({ apiToken: "a-token-of-tests", botId: 1, ...NOWHERE }),
    };
    onTestFinished(() => tracker.close({ timeoutMs: 0 }));
    const subject = clients[of as keyof typeof clients] as unknown as Record<string, unknown>;
    const pass = (one: unknown, other: unknown): unknown => {
      const method = subject[name];
      return typeof method === "function" ? method.call(subject, one, other) : method;
    };
    // A read whose argument is fine waits for a service that is not there.
    const isRead = /^(?:get|call|close|flush)/.test(name) && (subject[name] as { length?: number }).length === 0;
    for (const one of isRead ? HOSTILE.slice(0, 2) : HOSTILE) {
      await expectOwnErrors(() => pass(one, one), true);
      if (!isRead) await expectOwnErrors(() => pass("sale", one), true);
    }
  });

  test("dead.list, dead.retry and dead.drop", async () => {
    const tracker = core.createTracker(options({}), {});
    onTestFinished(() => tracker.close({ timeoutMs: 0 }));
    for (const one of HOSTILE) {
      for (const name of ["list", "retry", "drop"] as const) {
        await expectOwnErrors(() => (tracker.dead[name] as (...values: unknown[]) => unknown)(one, one), true);
      }
    }
  });
});
