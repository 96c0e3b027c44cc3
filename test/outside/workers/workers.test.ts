import type { ServerResponse } from "node:http";
import { describe, expect } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { RecordingServer } from "../../support/recording-server.ts";
import { type Deployment, test } from "./worker-test.ts";

const ANNA = { id: 42, first_name: "Anna" };
const BORIS = { id: 43, first_name: "Boris" };

/** The date from which Workers have Node's API as it is now, and the newest that this workerd knows. */
const DATES = ["2024-09-23", "2026-07-30"] as const;
const PROGRAMS = ["bot-per-request", "bot-per-isolate"] as const;
const deployments: readonly Deployment[] = PROGRAMS.flatMap((program) =>
  DATES.flatMap((compatibilityDate) =>
    [false, true].map((nodejsCompat) => ({ program, compatibilityDate, nodejsCompat })),
  ),
);

function named(list: readonly Deployment[]): [string, Deployment][] {
  return list.map((deployment) => {
    const { program, compatibilityDate, nodejsCompat } = deployment;
    return [`${program}, ${compatibilityDate}, ${nodejsCompat ? "with" : "without"} nodejs_compat`, deployment];
  });
}

describe.each(named(deployments))("a Worker: %s", (_, deployment) => {
  test("reports a start, a sale and a block within waitUntil, and says nothing", async ({
    deploy,
    services,
    telegramBot,
  }) => {
    const sandbox = await services();
    const said = await deploy(deployment, sandbox);
    const anna = telegramBot.user(ANNA);
    anna.start("ad_1");
    await telegramBot.waitForCall("sendMessage");
    anna.say("/buy");
    anna.block();
    const requests = await sandbox.waitFor({ service: "tgtrack", accepted: true }, { count: 3, ...GENEROUS });
    const [first, ...others] = requests.map(({ method }) => method);
    expect(first).toBe("on_telegram_webhook");
    expect(others.sort()).toEqual(["add_event", "on_telegram_webhook"]);
    await sandbox.waitFor({ service: "howusedbot", accepted: true }, { count: 3, ...GENEROUS });
    expect(said.join("")).toBe("");
  });
});

describe.each(
  named([
    { program: "bot-per-request", compatibilityDate: DATES[1], nodejsCompat: false },
    { program: "bot-per-isolate", compatibilityDate: DATES[0], nodejsCompat: true },
  ]),
)("a Worker: %s", (_, deployment) => {
  test("counts a redelivered update once", async ({ deploy, services, telegramBot }) => {
    const sandbox = await services();
    await deploy(deployment, sandbox);
    const updateId = telegramBot.user(ANNA).start("ad_1");
    await telegramBot.waitUntilTaken();
    telegramBot.redeliver(updateId);
    await telegramBot.waitUntilTaken();
    telegramBot.user(BORIS).start("ad_2");
    await sandbox.waitFor({ service: "tgtrack", userId: "43" }, { count: 1, ...GENEROUS });
    expect(sandbox.requests({ service: "tgtrack" })).toHaveLength(2);
  });

  test("finds the people who blocked the bot in a broadcast's failures", async ({ deploy, services, telegramBot }) => {
    const sandbox = await services();
    await deploy(deployment, sandbox);
    telegramBot.failSends(99, { code: 403 });
    telegramBot.user(ANNA).say("/broadcast 98 99");
    const [stop] = await sandbox.waitFor({ method: "my_bot_was_stopped" }, { count: 1, ...GENEROUS });
    expect(stop).toMatchObject({ userId: "99", accepted: true });
  });

  test("asks TGTrack within a handler", async ({ deploy, services, telegramBot }) => {
    const sandbox = await services();
    await deploy(deployment, sandbox);
    telegramBot.user(ANNA).start("ad_1");
    await sandbox.waitFor({ method: "on_telegram_webhook" }, { count: 1, ...GENEROUS });
    telegramBot.user(ANNA).say("/whence");
    const { params } = await telegramBot.waitForCall(({ params }) => String(params["text"]).startsWith("whence"));
    expect(String(params["text"])).toMatch(/^whence \{"/);
  });

  test("answers Telegram before the services answer it", async ({ deploy, telegramBot }) => {
    await using server = await RecordingServer.start();
    const answers: ServerResponse[] = [];
    server.answer = (_request, answer) => void answers.push(answer);
    await deploy(deployment, server);
    telegramBot.user(ANNA).start("ad_1");
    await telegramBot.waitUntilTaken();
    // A Worker that waited for them would have given up by now.
    const givenUp = answers.filter(({ destroyed }) => destroyed).length;
    await expect.poll(() => answers.length).toBeGreaterThan(0);

    expect(givenUp).toBe(0);
  });

  test("sends with a later update what a service did not take", async ({ deploy, services, telegramBot }) => {
    const sandbox = await services();
    await deploy(deployment, sandbox);
    const down = sandbox.fault({ kind: "error", code: 503, recorded: false, match: { service: "tgtrack" } });
    telegramBot.user(ANNA).start("ad_1");
    await sandbox.waitFor({ service: "tgtrack" }, { count: 2, ...GENEROUS });
    await telegramBot.waitUntilTaken();
    down.clear();
    telegramBot.user(BORIS).start("ad_2");
    const taken = await sandbox.waitFor({ service: "tgtrack", accepted: true }, { count: 2, ...GENEROUS });
    expect(taken.map(({ userId }) => userId).sort()).toEqual(["42", "43"]);
  });

  test("keeps to the limits when many updates come at once", async ({ deploy, services, telegramBot }) => {
    const limits = [{ limit: 3, perMs: 1_000 }];
    // At 3 a second they take longer than the 5 s of a flush: the next update's sends the rest.
    const people = 21;
    const sandbox = await services({ limits: "sliding" });
    await deploy(deployment, sandbox, { limits });
    for (let id = 1; id <= people; id++) telegramBot.user({ id, first_name: `No. ${id}` }).start("ad_1");
    await telegramBot.waitUntilTaken();
    const accepted = () => sandbox.requests({ service: "tgtrack", accepted: true }).length;
    const acceptedAfterAnother = async () => {
      telegramBot.user({ id: 1, first_name: "No. 1" }).say("Hello");
      await telegramBot.waitUntilTaken();
      return accepted();
    };
    const poll = () => (accepted() === people ? people : acceptedAfterAnother());
    await expect.poll(poll, { interval: 500 }).toBe(people);
    expect(sandbox.requests({ service: "tgtrack" })).toHaveLength(people);
  });
});
