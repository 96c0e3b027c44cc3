import { inspect } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { HowUsedBotClient } from "../../../../packages/core/src/destinations/howusedbot/howusedbot-client.ts";
import { createHowUsedBotDestination } from "../../../../packages/core/src/destinations/howusedbot/howusedbot-destination.ts";
import { makeContext, makeDelivery, makeServer, onlyDelivery, startOf } from "../../../support/service-calls.ts";
import { DATE } from "../../../support/updates.ts";

// The mistakes that hand-written trackers make, as far as HowUsedBot's client and destination can prevent them.

const TOKEN = "hub-api-token-1f3870be";
const NOW = { nowMs: DATE * 1000, messenger: "telegram" as const };
const EVENT = makeDelivery({ destination: "howusedbot", method: "event", body: '{"requestType":"event"}' });

test("M3: a refusal is noticed even when its HTTP status is 200", async () => {
  const server = await makeServer();
  server.answer = { status: 200, body: { ok: false, error_code: 401, description: "no" } };
  const client = new HowUsedBotClient({ botId: 1, apiToken: TOKEN, url: server.url });
  onTestFinished(() => client.close());
  await expect(client.sendEvent({ event: "common", userId: 1 })).rejects.toMatchObject({ errorCode: 401 });
  const destination = createHowUsedBotDestination({ apiToken: TOKEN, botId: 1, url: server.url });
  expect(await destination.send([EVENT], makeContext())).toMatchObject({ kind: "key-refused" });
});

test("M4: a 429 neither loses the delivery nor sends it again at once", async () => {
  const server = await makeServer();
  server.answer = { status: 429, headers: { "retry-after": "9" }, body: "" };
  const destination = createHowUsedBotDestination({ apiToken: TOKEN, botId: 1, url: server.url });
  expect(await destination.send([EVENT], makeContext())).toEqual({ kind: "rate-limited", retryAfterMs: 9000 });
  expect(server.requests).toHaveLength(1);
});

test("M8: a start is one event, not a start and an activity", () => {
  const destination = createHowUsedBotDestination({ apiToken: TOKEN, botId: 1 });
  expect(onlyDelivery(destination.plan(startOf(), NOW)).body).toMatchObject({ event: "start" });
});

test("M12: a payload that is a secret is left out, and so is every payload while the bot's own test fails", () => {
  const failing = () => {
    throw new Error("database is away");
  };
  for (const ignorePayload of [() => true, failing]) {
    const destination = createHowUsedBotDestination({ apiToken: TOKEN, botId: 1, ignorePayload });
    const planned = onlyDelivery(destination.plan(startOf({ payload: "account_5f4dcc3b" }), NOW));
    expect(planned.body).toMatchObject({ event: "start" });
    expect(planned.text).not.toContain("5f4dcc3b");
  }
});

test("M18: neither client nor destination shows the token when it is printed or written as JSON", () => {
  const client = new HowUsedBotClient({ botId: 1, apiToken: TOKEN });
  const { secrets, ...destination } = createHowUsedBotDestination({ apiToken: TOKEN, botId: 1 });
  expect(secrets).toEqual([TOKEN]);
  for (const shown of [client, destination]) {
    expect(inspect(shown, { depth: 10, showHidden: true })).not.toContain(TOKEN);
    expect(JSON.stringify(shown)).not.toContain(TOKEN);
  }
});
