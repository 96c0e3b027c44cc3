import { expect, onTestFinished, test } from "vitest";
import { HowUsedBotClient } from "../../../../packages/core/src/destinations/howusedbot/howusedbot-client.ts";
import { createHowUsedBotDestination } from "../../../../packages/core/src/destinations/howusedbot/howusedbot-destination.ts";
import type { RecordingServer } from "../../../support/recording-server.ts";
import { eventOf, makeServer, onlyDelivery, startOf } from "../../../support/service-calls.ts";
import { DATE } from "../../../support/updates.ts";

// Where HowUsedBot's documents contradict each other or its samples. The other contradictions are TGTrack's.

async function makeClient(): Promise<{ client: HowUsedBotClient; server: RecordingServer }> {
  const server = await makeServer();
  server.answer = { body: { ok: true } };
  const client = new HowUsedBotClient({ botId: "1234567", apiToken: "token", url: server.url });
  onTestFinished(() => client.close());
  return { client, server };
}

const NOW = { nowMs: DATE * 1000, messenger: "telegram" as const };

test("C4: ids are numbers on the wire, whether they came as text or as numbers, and only if they stay exact", async () => {
  const { client, server } = await makeClient();
  for (const userId of [7654321, "7654321"]) await client.sendEvent({ event: "common", userId });
  for (const { body } of server.requests) expect(JSON.parse(body)).toMatchObject({ botId: 1234567, userId: 7654321 });
  await expect(client.sendEvent({ event: "common", userId: "9007199254740993" })).rejects.toMatchObject({
    code: "howusedbot-not-sent",
  });
});

test("C12: the registration is sent as userRegisterTime and under no other name", async () => {
  const { client, server } = await makeClient();
  await client.sendEvent({ event: "common", userId: 1, userRegisterTime: 1_622_520_000 });
  expect(server.lastBody).toEqual({
    botId: 1234567,
    apiToken: "token",
    requestType: "event",
    event: "common",
    userId: 1,
    userRegisterTime: 1_622_520_000,
  });
});

test("C13: the registration is whole seconds, 0 among them, and never milliseconds", async () => {
  const { client, server } = await makeClient();
  for (const userRegisterTime of [0, 1_622_520_000.9, new Date(1_622_520_000_999)]) {
    await client.sendEvent({ event: "common", userId: 1, userRegisterTime });
  }
  expect(server.requests.map(({ body }) => JSON.parse(body).userRegisterTime)).toEqual([0, 1622520000, 1622520000]);
  await expect(
    client.sendEvent({ event: "common", userId: 1, userRegisterTime: 1_622_520_000_000 }),
  ).rejects.toMatchObject({ code: "howusedbot-not-sent" });
});

test("C14: an event's name has 3 to 20 characters, counted as a reader counts them, and is never cut", async () => {
  const { client, server } = await makeClient();
  for (const event of ["abc", "x".repeat(20), "👍".repeat(20)]) await client.sendEvent({ event, userId: 1 });
  expect(server.requests).toHaveLength(3);
  for (const event of ["ab", "x".repeat(21), "x".repeat(50), "👍👍"]) {
    await expect(client.sendEvent({ event, userId: 1 })).rejects.toMatchObject({ code: "howusedbot-not-sent" });
  }
  expect(server.requests).toHaveLength(3);
});

test("C15: a start is the event start with its payload as a parameter, never an event named after the payload", () => {
  const destination = createHowUsedBotDestination({ apiToken: "token", botId: 1 });
  for (const payload of ["ad", "autumn_sale", "x".repeat(64)]) {
    expect(onlyDelivery(destination.plan(startOf({ payload }), NOW)).body).toMatchObject({
      event: "start",
      param_1: payload,
    });
  }
});

test("C16: every private activity is reported, until it is switched off", () => {
  const activity = { kind: "activity", userId: "1" } as const;
  const on = createHowUsedBotDestination({ apiToken: "token", botId: 1 });
  const off = createHowUsedBotDestination({ apiToken: "token", botId: 1, common: false });
  expect(onlyDelivery(on.plan(activity, NOW)).body).toMatchObject({ event: "common" });
  expect(off.plan(activity, NOW)).toEqual([]);
});

test("requestType is always sent, since its default is a deprecated kind of request", async () => {
  const { client, server } = await makeClient();
  await client.sendEvent({ event: "common", userId: 1 });
  server.answer = { body: { ok: true, onlineCount: 1 } };
  await client.getOnline();
  expect(server.requests.map(({ body }) => JSON.parse(body).requestType)).toEqual(["event", "getOnline"]);
  const destination = createHowUsedBotDestination({ apiToken: "token", botId: 1 });
  expect(onlyDelivery(destination.plan(eventOf(), NOW)).body).toHaveProperty("requestType", "event");
});
