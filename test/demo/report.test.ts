import { type RecordedRequest, type Sandbox, startSandbox } from "@bot-tracker/sandbox";
import { expect, onTestFinished, test } from "vitest";
import type { BotRole } from "../../examples/demo/src/cast/bot-role.ts";
import { CAST } from "../../examples/demo/src/cast/cast.ts";
import type { DoneDeed } from "../../examples/demo/src/crowd/deed.ts";
import { reportOn } from "../../examples/demo/src/report/bot-report.ts";
import { adTable, deliveryTable } from "../../examples/demo/src/report/tables.ts";

const ROLE = CAST[0] as BotRole;
const CODE = ROLE.links[0]?.code ?? "";
const OTHER_CODE = ROLE.links[1]?.code ?? "";
const NO_DROPS = { invalid: 0, "before-send": 0, unsupported: 0, expired: 0, overflow: 0, purged: 0, corrupt: 0 };

const DONE: readonly DoneDeed[] = [
  { userId: "7", deed: { kind: "start", code: CODE } },
  { userId: "7", deed: { kind: "block" } },
  { userId: "7", deed: { kind: "start", code: OTHER_CODE } },
  { userId: "7", deed: { kind: "phone", number: "+79160000000" } },
  { userId: "7", deed: { kind: "pay", currency: "RUB", totalAmount: 149_000 } },
];

test("a demo in which everything arrived has no problems, and money belongs to the ad that was last", async () => {
  const report = reportOn(ROLE, DONE, ledger(), await arrivals());

  expect(report.problems).toEqual([]);
  expect(adTable([report])).toMatchInlineSnapshot(`
    "bot     ad                          code           starts  stops  goals  sales  revenue, ₽
    ──────────────────────────────────────────────────────────────────────────────────────────
    grammY  Английский · Яндекс.Директ  PJ4e81c07a2f9       1      1      0      0           0
    grammY  Английский · VK Реклама     PJ9b30d55e61c       1      0      1      1       1,490
    grammY  Английский · Telegram Ads   PJ27fa8810b3d       0      0      0      0           0
    grammY  without an ad                                   0      0      0      0           0
    total                                                   2      1      1      1       1,490"
  `);
  expect(deliveryTable([report])).toMatchInlineSnapshot(`
    "bot     service     accepted  delivered  pending  dropped  dead  arrived
    ────────────────────────────────────────────────────────────────────────
    grammY  tgtrack            5          5        0        0     0        5
    grammY  howusedbot         6          6        0        0     0        6"
  `);
});

test("what did not arrive is named, and the table shows both numbers", async () => {
  const requests = (await arrivals()).filter(({ method, service }) => service !== "tgtrack" || method !== "add_event");
  const report = reportOn(ROLE, DONE, ledger(), requests);

  expect(report.problems).toEqual([
    "grammY: TGTrack, sales (Английский · VK Реклама): 0 arrived at the sandbox, but 1 happened.",
    "grammY: TGTrack, revenue (Английский · VK Реклама): 0 arrived at the sandbox, but 1490 happened.",
    "grammY: tgtrack: 5 delivered, but 4 arrived.",
  ]);
  expect(adTable([report])).toContain("0 of 1,490");
});

test("what arrived for the wrong ad is a problem of both ads", async () => {
  const requests = (await arrivals()).map((request) =>
    request.bodyText.includes(`/start ${CODE}`)
      ? { ...request, body: JSON.parse(request.bodyText.replaceAll(CODE, OTHER_CODE)) }
      : request,
  );

  expect(reportOn(ROLE, DONE, ledger(), requests).problems).toContain(
    "grammY: TGTrack, starts (Английский · Яндекс.Директ): 0 arrived at the sandbox, but 1 happened.",
  );
});

test("whatever was not delivered, and whatever a service rejected or doubted, is a problem", async () => {
  const requests = await arrivals(async (sandbox) => {
    await tell(sandbox, "add_event", { user_id: "7" });
  });
  const { howusedbot } = ledger();
  const lost = { pending: 1, dead: 2, ambiguous: 3, dropped: { ...NO_DROPS, expired: 4 } };
  const report = reportOn(ROLE, DONE, { tgtrack: { ...ledger().tgtrack, ...lost }, howusedbot }, requests);

  expect(report.problems).toEqual([
    "grammY: tgtrack: 1 were still waiting at the end.",
    "grammY: tgtrack: 4 dropped (expired).",
    "grammY: tgtrack: 2 permanently rejected.",
    "grammY: tgtrack: 3 sent again after an answer was lost.",
    expect.stringMatching(/^grammY: tgtrack rejected add_event: 422 /),
  ]);
});

function ledger() {
  const entry = { pending: 0, dropped: NO_DROPS, dead: 0, ambiguous: 0 };
  return {
    tgtrack: { ...entry, accepted: 5, delivered: 5 },
    howusedbot: { ...entry, accepted: 6, delivered: 6 },
  };
}

/** What a real sandbox records of `DONE`. */
async function arrivals(more: (sandbox: Sandbox) => Promise<void> = async () => {}): Promise<RecordedRequest[]> {
  const sandbox = await startSandbox({ keys: [ROLE.key], limits: "none" });
  onTestFinished(() => sandbox.close());
  const from = { id: 7, is_bot: false, first_name: "Анна" };
  const chat = { id: 7, type: "private", first_name: "Анна" };
  const date = Math.floor(Date.now() / 1000);
  const start = (update_id: number, code: string) => ({
    update_id,
    message: { message_id: update_id, date, from, chat, text: `/start ${code}` },
  });
  const bot = { id: 1, is_bot: true, first_name: "Bot", username: "a_bot" };
  const block = {
    update_id: 2,
    my_chat_member: {
      chat,
      from,
      date,
      old_chat_member: { user: bot, status: "member" },
      new_chat_member: { user: bot, status: "kicked", until_date: 0 },
    },
  };
  await tell(sandbox, "on_telegram_webhook", start(1, CODE));
  await tell(sandbox, "on_telegram_webhook", block);
  await tell(sandbox, "on_telegram_webhook", start(3, OTHER_CODE));
  await tell(sandbox, "send_reach_goal", { user_id: "7", target: "phone" });
  await tell(sandbox, "add_event", { user_id: "7", event_type: "payment", amount: 1490, date });
  for (const event of ["start", "stop", "start", "common", "common", "payment"]) {
    await post(`${sandbox.url}/bin/webhooks/6438/181/4opQGmB6OlHqqPRM`, {
      botId: 1,
      apiToken: ROLE.key,
      requestType: "event",
      event,
      userId: 7,
    });
  }
  await more(sandbox);
  return sandbox.requests({ key: ROLE.key });
}

function tell(sandbox: Sandbox, method: string, body: object): Promise<void> {
  return post(`${sandbox.url}/v1/${ROLE.key}/${method}`, body);
}

async function post(url: string, body: object): Promise<void> {
  const headers = { "content-type": "application/json" };
  await (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).text();
}
