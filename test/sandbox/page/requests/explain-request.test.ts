import { describe, expect, test } from "vitest";
import {
  type Explained,
  explainRequest,
  explainWarning,
} from "../../../../packages/sandbox/page/src/views/requests/explanations/explain-request.ts";
import { EXPLANATIONS } from "../../../../packages/sandbox/page/src/views/requests/explanations/explanation-texts.ts";
import { type RecordedRequest, type Sandbox, startSandbox } from "../../../../packages/sandbox/src/index.ts";
import type { RequestRow } from "../../../../packages/sandbox/src/wire/requests.ts";

type Asked = Parameters<typeof explainRequest>[0];

const ACCEPTED: Asked = {
  service: "tgtrack",
  method: "send_reach_goal",
  outcome: "ok",
  error: null,
  fault: null,
  warnings: [],
};

function refused(code: number, changes: Partial<Asked> = {}): Asked {
  return { ...ACCEPTED, outcome: "refused", error: { code, description: "", details: null }, ...changes };
}

function idsOf(explained: readonly Explained[]): string[] {
  return explained.map(({ id }) => id);
}

describe("what a request means", () => {
  test.for([400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429, 500, 502, 503, 504])(
    "a refusal with %i is explained in words of its own",
    (code) => {
      for (const service of ["tgtrack", "tgtrack-max", "howusedbot"] as const) {
        const [explained] = explainRequest(refused(code, { service }));
        expect(explained?.id).not.toBe("otherError");
      }
    },
  );

  test.for(["reset", "hang", "cut", "non-json", "ok-with-error", "latency", "slow-body", "error"])(
    "the fault %s is told",
    (fault) => {
      expect(explainRequest({ ...ACCEPTED, fault })).toHaveLength(1);
    },
  );

  test("a request that was accepted needs no words", () => {
    expect(explainRequest(ACCEPTED)).toEqual([]);
  });

  test("a 429 names the window that was full", () => {
    const over = (perMs: number) => refused(429, { warnings: [`Over the limit of 3 requests in ${perMs} ms.`] });
    expect(idsOf(explainRequest(over(1_000)))).toEqual(["secondFull"]);
    expect(idsOf(explainRequest(over(3_600_000)))).toEqual(["hourFull"]);
    expect(idsOf(explainRequest(over(86_400_000)))).toEqual(["dayFull"]);
  });

  test("the service's own words stand beside the explanation", () => {
    const error = {
      code: 405,
      description: "Resource not found",
      details: "No start or stop of this user has arrived.",
    };
    expect(explainRequest(refused(405, { error }))).toEqual([
      { id: "unknownPerson", tone: "bad", own: `405 Resource not found. ${error.details}` },
    ]);
  });

  test("each text is there in both languages, with what it means and what to do", () => {
    for (const texts of Object.values(EXPLANATIONS)) {
      for (const { short, means, fix } of Object.values(texts)) {
        expect(short.length).toBeGreaterThan(3);
        expect(means).toMatch(/\.$/);
        expect(fix).toMatch(/\.$/);
      }
    }
  });
});

describe("what the sandbox really says", () => {
  // Words of the services that a rule looks for; were they reworded, the plain explanation would be lost unseen.
  test.for<[id: string, send: (post: Post) => Promise<unknown>]>([
    ["notJson", (post) => post("on_telegram_webhook", "{oops")],
    ["emptyBody", (post) => post("send_reach_goal", "")],
    ["notObject", (post) => post("send_reach_goal", "[]")],
    ["unknownTgtrackKey", (post) => post("send_reach_goal", "{}", { key: "other" })],
    ["expiredKey", (post) => post("send_reach_goal", "{}", { key: "old" })],
    ["readOnlyKey", (post) => post("send_reach_goal", "{}", { key: "reader" })],
    ["shortMethodName", (post) => post("bot_was_started", "{}")],
    ["methodElsewhere", (post) => post("get_token_info", "{}")],
    ["unknownMethod", (post) => post("get_nothing", "{}")],
    ["unknownPerson", (post) => post("get_user_info", '{"user_id":"5"}')],
    ["mediaType", (post) => post("send_reach_goal", "a=b", { type: "text/plain" })],
    ["rebuiltUpdate", (post) => post("on_telegram_webhook", '{"update_id":1,"message":{"from_user":{}}}')],
    ["notAnUpdate", (post) => post("on_telegram_webhook", '{"message":{}}')],
    ["webhookInUserMethod", (post) => post("user_did_start_bot", '{"webhook":{}}')],
    ["userId", (post) => post("send_reach_goal", '{"target":"lead"}')],
    ["emptyName", (post) => post("send_reach_goal", '{"user_id":"5"}')],
    ["firstName", (post) => post("user_did_start_bot", '{"user_id":"5"}')],
    ["startValue", (post) => post("my_bot_was_started", "{}")],
    ["dateInMs", (post) => post("my_bot_was_stopped", '{"user_id":"5","date":1700000000000}')],
    ["badDate", (post) => post("my_bot_was_stopped", '{"user_id":"5","date":"now"}')],
    ["eventResult", (post) => post("add_event", '{"user_id":"5","event_type":"a","event_result":"b"}')],
    ["amount", (post) => post("add_event", '{"user_id":"5","event_type":"a","amount":"1"}')],
    ["labels", (post) => post("add_event", '{"user_id":"5","event_type":"a","labels":[1]}')],
    ["goalWithoutStart", (post) => post("send_reach_goal", '{"user_id":"5","target":"lead"}')],
    ["numericUserId", (post) => post("my_bot_was_stopped", '{"user_id":5}')],
    ["neitherStartNorStop", (post) => post("on_telegram_webhook", '{"update_id":1,"poll":{}}')],
    ["strangePayload", (post) => post("my_bot_was_started", '{"start_value":"TГ"}')],
    ["longPayload", (post) => post("my_bot_was_started", JSON.stringify({ start_value: "a".repeat(65) }))],
    ["noApiToken", (post) => post("howusedbot", "{}")],
    ["botId", (post) => post("howusedbot", '{"apiToken":"sandbox"}')],
    ["eventLength", (post) => post("howusedbot", '{"apiToken":"sandbox","botId":1,"requestType":"event","event":"a"}')],
    [
      "howUsedBotUserId",
      (post) => post("howusedbot", '{"apiToken":"sandbox","botId":1,"requestType":"event","event":"abc"}'),
    ],
    ["requestType", (post) => post("howusedbot", '{"apiToken":"sandbox","botId":1,"requestType":"x"}')],
    [
      "onlineSeconds",
      (post) => post("howusedbot", '{"apiToken":"sandbox","botId":1,"requestType":"getOnline","seconds":601}'),
    ],
    ["deprecatedUpdate", (post) => post("howusedbot", '{"apiToken":"sandbox","botId":1}')],
  ])("%s is recognised", async ([id, send]) => {
    await using sandbox = await startSandbox({
      keys: [
        { key: "old", state: "expired" },
        { key: "reader", state: "read-only" },
      ],
    });
    await send(postTo(sandbox));
    const [request] = sandbox.requests();
    expect(idsOf(explainRequest(asRow(request)))).toContain(id);
  });
});

describe("what the list of doubled starts says of each", () => {
  test("is in the page's words, be the start accepted with a warning or refused", async () => {
    const update = JSON.stringify({
      update_id: 1,
      message: {
        message_id: 1,
        date: 1,
        chat: { id: 42, type: "private" },
        from: { id: 42, is_bot: false, first_name: "A" },
        text: "/start",
      },
    });
    await using sandbox = await startSandbox();
    const post = postTo(sandbox);
    await post("on_telegram_webhook", update);
    await post("on_telegram_webhook", update);
    sandbox.settings({ limits: "none", repeats: "conflict" });
    await post("on_telegram_webhook", update);

    const [, warned, conflicting] = sandbox.requests();
    expect(explainWarning(warned?.warnings.find((text) => text.startsWith("Doubled")) ?? "")).toBe("doubledUpdate");
    expect(explainWarning(conflicting?.error?.details ?? "")).toBe("conflict");
    expect(explainWarning("Something unheard of.")).toBeUndefined();
  });
});

type Post = (method: string, body: string, how?: { key?: string; type?: string }) => Promise<unknown>;

function postTo({ url }: Sandbox): Post {
  return (method, body, { key = "sandbox", type = "application/json" } = {}) => {
    const path = method === "howusedbot" ? "/bin/webhooks/6438/181/4opQGmB6OlHqqPRM" : `/v1/${key}/${method}`;
    return fetch(url + path, { method: "POST", headers: { "content-type": type }, body });
  };
}

function asRow(request: RecordedRequest | undefined): Pick<RequestRow, keyof Asked> {
  if (request === undefined) throw new Error("Nothing arrived.");
  const { service, method, error, fault, warnings, accepted } = request;
  return {
    service,
    method,
    outcome: !accepted ? "refused" : warnings.length > 0 ? "warned" : "ok",
    error: error === undefined ? null : { ...error, details: error.details ?? null },
    fault: fault ?? null,
    warnings: [...warnings],
  };
}
