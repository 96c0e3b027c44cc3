import type { Framework } from "@bot-tracker/core/adapter-kit";
import { createMiddleware, telegram } from "@bot-tracker/core/adapter-kit";
import { describe, expect, test } from "vitest";
import type { AdapterOptions, TrackerMiddleware } from "../../../packages/core/src/adapter/create-adapter.ts";
import type { UserTracker } from "../../../packages/core/src/tracker/user-tracker.ts";
import { RecordingServer } from "../../support/recording-server.ts";
import { TGTRACK_KEY } from "../../support/tracker-harness.ts";
import { BOT, DATE, privateMessage, privateStart } from "../../support/updates.ts";

interface TestBot {
  token?: string;
}

interface TestContext {
  update: unknown;
  tracker?: UserTracker;
}

const TOKEN = `${BOT.id}:AAF-bot-token-of-some-length`;

/** The smallest framework that there could be. */
function testFramework(overrides: Partial<Framework<TestBot, TestContext>> = {}): Framework<TestBot, TestContext> {
  return {
    name: "test",
    messenger: telegram,
    bot: { expected: "a test bot", accepts: (value) => typeof value === "object" && value !== null },
    tokenOf: ({ token }) => token,
    hookBot: () => {},
    hookContext: () => {},
    updateOf: ({ update }) => update,
    identityOf: () => ({ id: String(BOT.id), username: BOT.username }),
    ...overrides,
  };
}

interface Setup extends AsyncDisposable {
  server: RecordingServer;
  messages: string[];
  make(
    bot?: TestBot,
    framework?: Framework<TestBot, TestContext>,
    own?: Pick<AdapterOptions<TestBot>, "flushAfterUpdate">,
  ): TrackerMiddleware<TestContext, never>;
}

async function setUp(): Promise<Setup> {
  const server = await RecordingServer.start();
  const messages: string[] = [];
  const made: TrackerMiddleware<TestContext, never>[] = [];
  const say = (message: string) => void messages.push(message);
  return {
    server,
    messages,
    make(bot, framework = testFramework(), own = {}) {
      const options = {
        tgtrack: { apiKey: TGTRACK_KEY, url: server.url },
        howUsedBot: false as const,
        logger: { warn: say, error: say },
        outbox: "memory" as const,
        ...own,
      };
      const middleware = createMiddleware<TestBot, TestContext, never>(framework, { ...options, ...(bot && { bot }) });
      made.push(middleware);
      return middleware;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(made.map(({ tracker }) => tracker.close()));
      await server.close();
    },
  };
}

test("the middleware gives `ctx.tracker` with the update's person, start and date, then goes on", async () => {
  await using setup = await setUp();
  const middleware = setup.make();
  const context: TestContext = { update: privateStart({ payload: "adA" }) };
  let started: unknown;
  await middleware(context, async () => {
    started = context.tracker?.start;
    await context.tracker?.trackEvent("lesson");
  });
  expect(started).toEqual({ payload: "adA" });
  await middleware.tracker.flush();
  expect(setup.server.requests.map(({ path }) => path.split("/").at(-1))).toEqual(["on_telegram_webhook", "add_event"]);
  expect(setup.server.lastBody).toMatchObject({ event_type: "lesson", date: DATE });
});

test("the middleware adds no turn of its own: the next one has begun when it returns, and its promise is the very same", async () => {
  await using setup = await setUp();
  const middleware = setup.make();
  let begun = false;
  const promise = Promise.resolve();
  const returned = middleware({ update: privateMessage() }, () => {
    begun = true;
    return promise;
  });
  expect(begun).toBe(true);
  expect(returned).toBe(promise);
});

test("a tracker that was not given the bot says at the first update, and only then, what it does not see", async () => {
  await using setup = await setUp();
  const without = setup.make();
  expect(setup.messages).toEqual([]);
  for (let updateId = 1; updateId <= 3; updateId++) {
    await without({ update: privateMessage({ updateId }) }, () => Promise.resolve());
  }
  expect(setup.messages).toEqual([
    expect.stringMatching(/not given the bot.*earlier middleware.*broadcasts.*shutdown.*tracker\(\{ bot \}\)/),
  ]);
  const withBot = setup.make({ token: TOKEN });
  await withBot({ update: privateMessage({ updateId: 4 }) }, () => Promise.resolve());
  expect(setup.messages).toHaveLength(1);
});

test("the error of the next middleware is the caller's, untouched", async () => {
  await using setup = await setUp();
  const error = new Error("the bot's own");
  const middleware = setup.make();
  await expect(middleware({ update: privateMessage() }, () => Promise.reject(error))).rejects.toBe(error);
});

test("a bot gets one tracker however often it is asked for, and is hooked once", async () => {
  await using setup = await setUp();
  const bot = { token: TOKEN };
  let hooked = 0;
  const framework = testFramework({ hookBot: () => void hooked++ });
  const first = setup.make(bot, framework);
  const second = setup.make(bot, framework);
  expect(second.tracker).toBe(first.tracker);
  expect(hooked).toBe(1);
  expect(setup.messages).toEqual([expect.stringContaining("has a tracker already")]);
});

test("the same update through two trackers, or twice through one, is one start and one `ctx.tracker`", async () => {
  await using setup = await setUp();
  const one = setup.make();
  const two = setup.make();
  const context: TestContext = { update: privateStart() };
  let first: unknown;
  let last: unknown;
  await one(context, async () => {
    first = context.tracker;
    await one(context, async () => {
      await two(context, async () => {
        last = context.tracker;
      });
    });
  });
  expect(first).toBeDefined();
  expect(last).toBe(first);
  await one.tracker.flush();
  await two.tracker.flush();
  expect(setup.server.requests).toHaveLength(1);
});

test("the bot's id comes out of its token, and the token is in no message", async () => {
  await using setup = await setUp();
  const middleware = setup.make({ token: TOKEN });
  expect(middleware.tracker.bot).toMatchObject({ id: String(BOT.id) });
  middleware.tracker["~internals"].say("warn", "test", `something about ${TOKEN}`);
  expect(setup.messages.join()).toContain("something about");
  expect(setup.messages.join()).not.toContain(TOKEN);
});

test("a framework that fails in the tracker's hands breaks no update: handlers have `ctx.tracker`, starts are told", async () => {
  await using setup = await setUp();
  const fail = () => {
    throw new Error("not as expected");
  };
  for (const broken of [{ identityOf: fail }, { hookContext: fail }, { updateOf: fail }]) {
    const middleware = setup.make(undefined, testFramework(broken));
    const context: TestContext = { update: privateStart() };
    let helpers: unknown;
    await middleware(context, async () => {
      helpers = await context.tracker?.trackEvent("lesson");
    });
    expect(helpers).toBeDefined();
    await middleware.tracker.flush();
  }
  expect(setup.server.requests.map(({ path }) => path.split("/").at(-1))).toEqual([
    "on_telegram_webhook",
    "add_event",
    "on_telegram_webhook",
    "add_event",
  ]);
});

test("with flushAfterUpdate an update ends only when what it led to has been sent, and with the handler's own error", async () => {
  await using setup = await setUp();
  const middleware = setup.make(undefined, testFramework(), { flushAfterUpdate: { timeoutMs: 4_000 } });
  const error = new Error("the bot's own");
  await expect(middleware({ update: privateStart() }, () => Promise.reject(error))).rejects.toBe(error);
  expect(setup.server.requests).toHaveLength(1);
});

test("a wrong object for the bot, a wrong flushAfterUpdate and a misspelled option are named, with the options there are", async () => {
  await using setup = await setUp();
  const make = (options: object) => () =>
    createMiddleware<TestBot, TestContext, never>(testFramework(), { tgtrack: TGTRACK_KEY, ...options });
  expect(make({ bot: "1:a" })).toThrow("Expected `bot` to be a test bot, got a string.");
  expect(make({ flushAfterUpdate: { timeoutMs: -1 } })).toThrow("Expected `flushAfterUpdate` to be true, false, or");
  expect(make({ bott: {} })).toThrow("There is no option `bott`. The options are bot, flushAfterUpdate, tgtrack");
  expect(setup.server.requests).toEqual([]);
});

describe("what frameworks and plugins do to a context", () => {
  class ClassContext implements TestContext {
    declare tracker?: UserTracker;
    readonly update: unknown;
    constructor(update: unknown) {
      this.update = update;
    }
  }
  class OwnContext extends ClassContext {}

  const copies: Record<string, (ctx: TestContext) => TestContext> = {
    "a context of the class that they share": (ctx) => new ClassContext(structuredClone(ctx.update)),
    "one that got what was left of the old one's properties": (ctx) =>
      Object.assign(new ClassContext(undefined), JSON.parse(JSON.stringify(ctx))),
    "one that was assigned from it": (ctx) => Object.assign(new ClassContext(undefined), ctx),
    "a spread one": (ctx) => ({ ...ctx }),
    "one that inherits from it": (ctx) => Object.create(ctx),
  };

  test.for(Object.entries(copies))("%s has the same helper for the same update", async ([, copy]) => {
    await using setup = await setUp();
    const middleware = setup.make();
    const context = new OwnContext(privateStart({ payload: "adA" }));
    await middleware(context, async () => {});
    expect(await context.tracker?.trackEvent("lesson")).toEqual({ stored: true });

    const copied = copy(context);
    expect(copied.tracker?.start).toEqual({ payload: "adA" });
    // Either the very helper, whose second call is another, or its like, which replays the first.
    const result = await copied.tracker?.trackEvent("lesson");
    expect(result).toEqual(
      copied.tracker === context.tracker ? { stored: true } : { stored: false, reason: "duplicate" },
    );
  });

  test("each bot's contexts have their own bot's helper, and the class itself has none", async () => {
    await using setup = await setUp();
    const framework = (id: number) => testFramework({ identityOf: () => ({ id: String(id) }) });
    for (const id of [1, 2]) {
      await setup.make({ token: `${id}:token` }, framework(id))(new OwnContext(privateMessage()), async () => {});
    }
    expect(ClassContext.prototype.tracker).toBeUndefined();
    expect(Object.keys(new ClassContext({}))).toEqual(["update"]);
  });

  test("a tracker that was made anew for the same bot gives its own helper, though a handler before it asked the class", async () => {
    await using setup = await setUp();
    const former = setup.make();
    await former(new OwnContext(privateMessage()), async () => {});
    await former.tracker.close();
    const renewed = setup.make();
    for (const updateId of [2, 3]) {
      const context = new OwnContext(privateMessage({ updateId }));
      void context.tracker;
      await renewed(context, async () => {});
      expect(await context.tracker?.trackEvent("lesson")).toEqual({ stored: true });
    }
  });

  test("a context may have a `tracker` of another kind", async () => {
    await using setup = await setUp();
    await setup.make()(new OwnContext(privateMessage()), async () => {});
    const other = Object.assign(new ClassContext({}), { tracker: { mine: true } });
    expect(other.tracker).toEqual({ mine: true });
  });
});
