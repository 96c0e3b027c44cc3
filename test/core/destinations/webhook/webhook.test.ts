import { verifyWebhookSignature, type WebhookElement, type WebhookOptions, webhook } from "@bot-tracker/core";
import { expect, test } from "vitest";
import { type RecordedRequest, RecordingServer } from "../../../support/recording-server.ts";
import { TrackerHarness } from "../../../support/tracker-harness.ts";
import { callbackQuery, DATE, myChatMember, privateMessage, privateStart, USER_ID } from "../../../support/updates.ts";

const SECRET = "webhook-secret-Q1w2E3r4";

interface Setup extends AsyncDisposable {
  harness: TrackerHarness;
  server: RecordingServer;
  /** The batches received so far. */
  batches(): WebhookElement[][];
}

/** A tracker whose only destination is a webhook() to a real server. */
async function setUp(options: Partial<WebhookOptions> = {}): Promise<Setup> {
  const server = await RecordingServer.start();
  server.answer = { status: 204, body: "" };
  const harness = await TrackerHarness.start({
    only: "own",
    options: { destinations: [webhook({ url: `${server.url}/bot-events`, nowMs: () => DATE * 1000, ...options })] },
  });
  return {
    harness,
    server,
    batches: () => server.requests.map(({ body }) => JSON.parse(body)),
    [Symbol.asyncDispose]: async () => {
      await harness[Symbol.asyncDispose]();
      await server.close();
    },
  };
}

const event = (harness: TrackerHarness, name: string) => harness.tracker.trackEvent({ userId: USER_ID, event: name });
const namesOf = (batch: WebhookElement[] | undefined) => batch?.map((one) => ("event" in one ? one.event : "?"));
const delivered = (setup: Setup, count: number) =>
  setup.harness.happened(() => setup.harness.tracker.ledger().webhook?.delivered === count);

test("news arrive as a JSON array, each element with an id, who, when and what", async () => {
  await using setup = await setUp();
  const { tracker } = setup.harness;
  tracker.handleUpdate(privateStart({ payload: "adA" }));
  await tracker.trackEvent({
    userId: USER_ID,
    event: "sale",
    amount: 10,
    labels: { a: 1 },
    params: ["x"],
    date: DATE - 5,
  });
  await tracker.reachGoal({ userId: USER_ID, target: "lead" });
  tracker.handleUpdate(privateMessage({ updateId: 2 }));
  tracker.handleUpdate(myChatMember({ updateId: 3, date: DATE + 60 }));
  await tracker.flush();
  const told = setup.batches().flat();
  const userId = String(USER_ID);
  const messenger = "telegram";
  expect(told.map(({ id: _id, ...news }) => news)).toEqual([
    {
      messenger,
      type: "start",
      userId,
      date: DATE,
      firstName: "Анна",
      lastName: "Петрова",
      username: "anna_petrova",
      payload: "adA",
      payloadKind: "deep-link",
    },
    {
      messenger,
      type: "event",
      userId,
      date: DATE - 5,
      event: "sale",
      amount: 10,
      labels: [{ name: "a", value: "1" }],
      params: ["x"],
    },
    { messenger, type: "goal", userId, date: DATE, target: "lead" },
    { messenger, type: "stop", userId, date: DATE + 60 },
    { messenger, type: "activity", userId, date: DATE },
  ]);
  expect(new Set(told.map(({ id }) => id)).size).toBe(5);
  expect(setup.server.requests[0]).toMatchObject({
    method: "POST",
    path: "/bot-events",
    headers: { "content-type": "application/json" },
  });
});

test("a batch leaves at once when it is full by count", async () => {
  await using setup = await setUp({ batch: { maxItems: 3 } });
  for (let index = 1; index <= 7; index++) await event(setup.harness, `event ${index}`);
  await delivered(setup, 6);
  expect(setup.batches().map(namesOf)).toEqual([
    ["event 1", "event 2", "event 3"],
    ["event 4", "event 5", "event 6"],
  ]);
});

test("what does not fill a batch leaves when its first item has waited long enough", async () => {
  await using setup = await setUp({ batch: { maxWaitMs: 2_000 } });
  await event(setup.harness, "first");
  await setup.harness.ports.advance(1_500);
  await event(setup.harness, "second");
  await setup.harness.ports.advance(499);
  expect(setup.batches()).toEqual([]);
  await setup.harness.ports.advance(1);
  await delivered(setup, 2);
  expect(setup.batches().map(namesOf)).toEqual([["first", "second"]]);
});

test("no request is larger than `maxBytes`, unless a single item is", async () => {
  const maxBytes = 4_000;
  await using setup = await setUp({ batch: { maxBytes } });
  for (let index = 0; index < 20; index++) {
    const count = index === 7 ? 12 : 1;
    const labels = Object.fromEntries(Array.from({ length: count }, (_, label) => [`text ${label}`, "я".repeat(250)]));
    await setup.harness.tracker.trackEvent({ userId: USER_ID, event: `event ${index}`, labels });
  }
  await setup.harness.tracker.flush();
  const sizes = setup.server.requests.map(({ body }) => Buffer.byteLength(body));
  const large = sizes.filter((size) => size > maxBytes);
  expect(large).toHaveLength(1);
  expect(setup.batches().find((batch) => namesOf(batch)?.includes("event 7"))).toHaveLength(1);
  expect(sizes.length).toBeLessThan(12);
  expect(setup.batches().flat()).toHaveLength(20);
});

test("flush does not wait for company", async () => {
  await using setup = await setUp();
  await event(setup.harness, "alone");
  expect(await setup.harness.tracker.flush()).toEqual({ delivered: 1, pending: 0 });
});

test("every request is signed, and the receiver's check accepts it and nothing else", async () => {
  await using setup = await setUp({ secret: SECRET });
  await event(setup.harness, "sale");
  await setup.harness.tracker.flush();
  const { headers, body } = setup.server.requests[0] as RecordedRequest;
  const header = headers["bot-tracker-signature"];
  expect(header).toMatch(new RegExp(`^t=${DATE},v1=[0-9a-f]{64}$`));
  const now = { nowSeconds: DATE + 10 };
  expect(verifyWebhookSignature(header, body, SECRET, now)).toBe(true);
  expect(verifyWebhookSignature(header, Buffer.from(body), SECRET, now)).toBe(true);
  expect(verifyWebhookSignature(header, `${body} `, SECRET, now)).toBe(false);
  expect(verifyWebhookSignature(header, body, "another-secret", now)).toBe(false);
  expect(verifyWebhookSignature(header, body, SECRET, { nowSeconds: DATE + 301 })).toBe(false);
  expect(verifyWebhookSignature(header, body, SECRET, { nowSeconds: DATE - 301 })).toBe(false);
});

test("without a secret there is no signature, and headers of one's own go along", async () => {
  await using setup = await setUp({ headers: { Authorization: "Bearer S3cret-of-the-receiver" } });
  await event(setup.harness, "sale");
  await setup.harness.tracker.flush();
  expect(setup.server.requests[0]?.headers).toMatchObject({ authorization: "Bearer S3cret-of-the-receiver" });
  expect(setup.server.requests[0]?.headers).not.toHaveProperty("bot-tracker-signature");
});

test("a batch that failed comes again whole, with the same ids and a new signature", async () => {
  await using setup = await setUp({ secret: SECRET, batch: { maxItems: 4 } });
  setup.server.nextAnswers.push({ status: 503, body: "busy" }, { status: 503, body: "busy" });
  let drawn = 0;
  setup.harness.ports.chance = () => (drawn++ % 10) / 10;
  for (let index = 1; index <= 4; index++) await event(setup.harness, `event ${index}`);
  await setup.harness.settle();
  const [first, ...others] = setup.batches();
  expect(others).toEqual([first, first]);
  expect(setup.harness.tracker.ledger().webhook).toMatchObject({ accepted: 4, delivered: 4, ambiguous: 0 });
});

test("an answer that got lost is sent again under the same id and counted as ambiguous", async () => {
  await using setup = await setUp();
  setup.server.nextAnswers.push((_request, response) => response.destroy());
  await event(setup.harness, "sale");
  await setup.harness.settle();
  const ids = setup
    .batches()
    .flat()
    .map(({ id }) => id);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
  expect(setup.harness.tracker.ledger().webhook).toMatchObject({ delivered: 1, ambiguous: 1 });
});

test("a 4xx splits the batch until the culprit is found; it is buried with the answer, the rest arrives", async () => {
  await using setup = await setUp({ secret: SECRET, batch: { maxItems: 8 } });
  setup.server.answer = ({ body }, response) => {
    const isBad = body.includes('"event 6"');
    response.writeHead(isBad ? 422 : 200).end(isBad ? `no such event, ${SECRET}` : "");
  };
  for (let index = 1; index <= 8; index++) await event(setup.harness, `event ${index}`);
  await setup.harness.tracker.flush();
  expect(setup.harness.tracker.ledger().webhook).toMatchObject({ accepted: 8, delivered: 7, dead: 1, pending: 0 });
  expect(await setup.harness.tracker.dead.list()).toMatchObject([
    {
      destination: "webhook",
      method: "event",
      reason: { code: 422, description: "the receiver refused it", details: "no such event, [secret]" },
    },
  ]);
  expect(setup.batches().map((batch) => batch.length)).toEqual([8, 4, 4, 2, 2, 1, 1]);
  expect(setup.harness.messages).toHaveLength(1);
  expect(setup.harness.messages[0]).not.toContain(SECRET);
});

test("a culprit that was mended arrives under its own id", async () => {
  await using setup = await setUp();
  setup.server.nextAnswers.push({ status: 400, body: "" });
  await event(setup.harness, "bad");
  await setup.harness.tracker.flush();
  const [letter] = await setup.harness.tracker.dead.list();
  await setup.harness.tracker.dead.retry(letter?.id ?? "", { body: '{ "type": "event", "event": "good" }' });
  await setup.harness.tracker.flush();
  expect(setup.batches().at(-1)).toEqual([{ id: expect.any(String), type: "event", event: "good" }]);
});

test.each([401, 403])("a %i keeps everything: the receiver does not accept the signature yet", async (status) => {
  await using setup = await setUp({ secret: SECRET, batch: { maxItems: 2 } });
  setup.server.nextAnswers.push({ status, body: `bad signature for ${SECRET}` }, { status, body: "" });
  await event(setup.harness, "one");
  await event(setup.harness, "two");
  await setup.harness.happened(({ kind }) => kind === "held");
  expect(setup.harness.tracker.ledger().webhook).toMatchObject({ pending: 2, dead: 0 });
  await setup.harness.settle();
  expect(setup.harness.tracker.ledger().webhook).toMatchObject({ delivered: 2, dead: 0 });
  expect(setup.harness.messages).toHaveLength(1);
  expect(setup.harness.messages.join()).not.toContain(SECRET);
});

test("a redirect, a 408 and a 500 are tried again, and the redirect's message says how to mend it", async () => {
  await using setup = await setUp();
  const location = { location: "https://example.invalid/elsewhere" };
  setup.server.nextAnswers.push(
    { status: 500, body: "" },
    { status: 408, body: "" },
    { status: 301, headers: location, body: "" },
  );
  await event(setup.harness, "sale");
  await setup.harness.settle();
  expect(setup.harness.tracker.ledger().webhook).toMatchObject({ delivered: 1, dead: 0 });
  expect(setup.harness.messages.join()).toContain("redirects are not followed: give webhook() the final address");
});

test("a 429 holds everything for as long as the receiver asks", async () => {
  await using setup = await setUp();
  setup.server.nextAnswers.push({ status: 429, headers: { "retry-after": "30" }, body: "" });
  await event(setup.harness, "sale");
  expect(await setup.harness.tracker.flush({ timeoutMs: 29_000 })).toEqual({ delivered: 0, pending: 1 });
  await setup.harness.ports.advance(30_000);
  await setup.harness.tracker.flush();
  expect(setup.harness.tracker.ledger().webhook).toMatchObject({ delivered: 1, ambiguous: 0 });
});

test("with `updates: true` every update arrives as it is, text for text", async () => {
  await using setup = await setUp({ updates: true });
  const updates = [
    privateStart({ updateId: 1, payload: "adA" }),
    privateMessage({ updateId: 2, text: 'Привет, "мир" \u2028 </script>' }),
    callbackQuery({ updateId: 3 }),
    myChatMember({ updateId: 4, date: DATE + 60 }),
    { update_id: 5, some_future_kind: { deep: [1, 2, { three: null }] } },
  ];
  for (const update of updates) setup.harness.tracker.handleUpdate(update);
  await setup.harness.tracker.flush();
  const bodies = setup.server.requests.map(({ body }) => body).join("");
  for (const update of updates) expect(bodies).toContain(`"update":${JSON.stringify(update)}`);
  expect(setup.batches().flat()).toHaveLength(5);
});

test("with `updates: true` a start told by hand has no update to forward: it is counted as unsupported, with a message", async () => {
  await using setup = await setUp({ updates: true });
  expect(await setup.harness.tracker.userStarted({ user: { id: USER_ID } })).toEqual({
    stored: false,
    reason: "unsupported",
  });
  expect(setup.harness.tracker.ledger().webhook).toMatchObject({ accepted: 1, dropped: { unsupported: 1 } });
  expect(setup.harness.messages).toEqual([expect.stringContaining("Add a second webhook() without `updates`")]);
});

test("a person's raw updates that wait are forgotten with the person", async () => {
  await using setup = await setUp({ updates: true });
  setup.harness.tracker.handleUpdate(privateMessage({ updateId: 1 }));
  setup.harness.tracker.handleUpdate(privateMessage({ updateId: 2, userId: USER_ID + 1 }));
  expect(await setup.harness.tracker.purgeUser(USER_ID)).toBe(1);
  await setup.harness.tracker.flush();
  expect(setup.batches().flat()).toMatchObject([{ update: { update_id: 2 } }]);
});
