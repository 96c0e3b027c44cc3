import { join } from "node:path";
import { SecretFinder } from "@bot-tracker/core/outbox-kit";
import { describe, expect } from "vitest";
import { describeRequest } from "../../packages/sandbox/src/command/describe-request.ts";
import type { Sandbox } from "../../packages/sandbox/src/index.ts";
import { KeyRedaction } from "../../packages/sandbox/src/keys/key-redaction.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { bytesOf } from "./data-file.ts";
import { call, control, HOWUSEDBOT_PATH, read, test } from "./sandbox-test.ts";

const TOKEN = "t0ken-of-howusedbot";
const OTHER = "an0ther-bots-key";
const SHORT = "sh0rt";
const LONG = `LoNg${"0123456789".repeat(8)}`;
const STOP = { user_id: "42" };
const LABEL = /… \([0-9a-f]{4}\)$/;
const FORM = "application/x-www-form-urlencoded";
const part = (name: string, value: string) =>
  `--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

/** Bodies with a key in every place and form that it has been seen in, those that cannot be read included. */
function bodiesWith(token: string): [contentType: string, body: string][] {
  return [
    ["text/plain", JSON.stringify({ apiToken: token, botId: 1 })],
    ["application/json", `{"apiToken":"${token}","botId":1,`],
    ["application/json", JSON.stringify({ token, botId: 1 })],
    ["application/json", JSON.stringify({ apiToken: "sandbox", token, api_token: token })],
    ["application/json", JSON.stringify({ apiToken: token, botId: 1, userId: 1, event: "abc" })],
    ["application/json", JSON.stringify({ body: JSON.stringify({ apiToken: token }) })],
    [FORM, `botId=1&apiToken=${token}&userId=1`],
    [FORM, `botId=1&token=${token}&broken=%zz`],
    ["multipart/form-data; boundary=edge", `${part("botId", "1")}${part("apiToken", token)}--edge--\r\n`],
  ];
}

/** Everything that the page asks for, and the list of requests as TGTrack has it. */
async function shownBy(sandbox: Sandbox): Promise<string> {
  const range = "from=0&to=4000000000000";
  const paths = ["/api/page/requests", "/api/page/gauges", "/api/page/doubled-starts", "/api/page/status"];
  paths.push(
    `/api/page/funnel?${range}&label=seen`,
    `/api/page/sources?${range}`,
    `/api/page/people?${range}`,
    `/api/page/sources.csv?${range}`,
  );
  paths.push("/api/page/people/42", `/api/page/series?${range.replace("from=0", "from=3999000000000")}&split=event`);
  for (const { id } of sandbox.requests()) paths.push(`/api/page/requests/${id}`);
  const texts = ["/last_events/", ...paths].map(async (path) => {
    const { body } = await read(sandbox.url + path, {});
    return typeof body === "string" ? body : JSON.stringify(body);
  });
  const keys = (await read(`${sandbox.url}/api/page/status`, {})).body as { keys: { id: string }[] };
  const lists = keys.keys.map(async ({ id }) => String((await read(`${sandbox.url}/last_events/?key=${id}`, {})).body));
  return (await Promise.all([...texts, ...lists])).join("\n");
}

async function sendAll(sandbox: Sandbox): Promise<void> {
  for (const token of [TOKEN, SHORT]) {
    for (const [contentType, body] of bodiesWith(token)) {
      await read(sandbox.url + HOWUSEDBOT_PATH, { method: "POST", headers: { "content-type": contentType }, body });
    }
  }
  // The key of another bot where a person's name, a payload, an event, a label or a header is.
  await call(sandbox, "my_bot_was_stopped", { user_id: "1" }, { key: OTHER });
  const spelled = [...Buffer.from(OTHER)].map((byte) => `%${byte.toString(16)}`).join("");
  const person = { user_id: "42", first_name: OTHER, username: OTHER, start_value: OTHER };
  await call(sandbox, "user_did_start_bot", person, { key: "one-of-many-keys" });
  const labels = [
    { name: "seen", value: OTHER },
    { name: OTHER, value: spelled },
  ];
  const event = { user_id: "42", event_type: OTHER, conversion_target: OTHER, labels };
  await call(sandbox, "add_event", event, { key: "one-of-many-keys" });
  const headers = { "content-type": "application/json", authorization: `Bearer ${OTHER}`, "x-api-token": SHORT };
  const basic = `Basic ${Buffer.from(`bot:${OTHER}`).toString("base64")}`;
  await call(sandbox, "add_event", event, { key: "one-of-many-keys", headers });
  await call(sandbox, "add_event", event, { headers: { ...headers, authorization: basic, "x-note": "bot" } });
}

const HOLDS_KEY = new RegExp([TOKEN, OTHER, SHORT, Buffer.from(`bot:${OTHER}`).toString("base64")].join("|"));

describe("what people put into screenshots shows no key", () => {
  test("in memory, where tests get everything verbatim", async ({ start }) => {
    const sandbox = await start({ limits: "none", acceptAnyKey: true });
    await sendAll(sandbox);

    const shown = await shownBy(sandbox);
    expect(shown).toContain("an0t…");
    expect(shown.match(HOLDS_KEY)).toBeNull();
    expect(sandbox.requests()[0]?.bodyText).toContain(TOKEN);
  });

  test("not even one that became known only after it stood in a name, a label or an event", async ({ start }) => {
    const sandbox = await start({ limits: "none", acceptAnyKey: true });
    const person = { user_id: "42", first_name: OTHER, username: OTHER, start_value: OTHER };
    await call(sandbox, "user_did_start_bot", person);
    const labels = [
      { name: "seen", value: OTHER },
      { name: OTHER, value: "x" },
    ];
    await call(sandbox, "add_event", { user_id: "42", event_type: OTHER, conversion_target: OTHER, labels });
    await call(sandbox, "my_bot_was_stopped", { user_id: "1" }, { key: OTHER });

    const shown = await shownBy(sandbox);
    expect(shown.split("an0t…").length).toBeGreaterThan(20);
    expect(shown.match(HOLDS_KEY)).toBeNull();
  });

  test("a key of digits hides no person and spoils no number", async ({ start }) => {
    const sandbox = await start({ limits: "none", acceptAnyKey: true });
    const key = "12345678";
    const person = { user_id: key, first_name: `of ${key}` };
    await call(sandbox, "user_did_start_bot", person, { key });

    const reply = await read(`${sandbox.url}/api/page/people?from=0&to=4000000000000`, {});
    expect(reply).toMatchObject({ status: 200, body: { people: [{ userId: key }] } });
    expect(JSON.stringify(reply.body)).not.toContain(`of ${key}`);
  });

  test("of a file, in which none stands either", async ({ start }) => {
    const folder = temporaryFolder();
    const sandbox = await start({ limits: "none", acceptAnyKey: true, file: join(folder, "sandbox.db") });
    await sendAll(sandbox);

    expect((await shownBy(sandbox)).match(HOLDS_KEY)).toBeNull();
    await sandbox.close();
    expect(bytesOf(folder).includes(OTHER)).toBe(false);
    expect(bytesOf(folder).includes(TOKEN)).toBe(false);
    expect(bytesOf(folder).includes(SHORT)).toBe(false);
  });

  test("not even one that was typed into the wrong field of the page, nor does the file hold it", async ({ start }) => {
    const folder = temporaryFolder();
    const sandbox = await start({ keys: [OTHER], file: join(folder, "sandbox.db") });
    await call(sandbox, "my_bot_was_stopped", STOP, { key: OTHER });
    const day = { from: "2026-11-01", to: "2026-11-01", amount: 5, currency: "RUB" };
    const { body } = await control(sandbox, "GET", "/page/status");
    const [bot] = (body as { keys: { id: string }[] }).keys;
    const typed = [
      await control(sandbox, "POST", "/page/links", { name: `Ad ${OTHER}`, code: "ad", utm: { campaign: OTHER } }),
      await control(sandbox, "POST", "/page/links", { name: "Ad", code: OTHER }),
      await control(sandbox, "POST", "/page/costs", { costs: [{ source: OTHER, ...day }] }),
      await control(sandbox, "PATCH", `/page/bots/${bot?.id}`, { name: OTHER }),
    ];

    expect(typed.map(({ status }) => status)).toEqual([201, 400, 201, 204]);
    const kept = ["links", "costs", "status"].map((path) => control(sandbox, "GET", `/page/${path}`));
    const shown = JSON.stringify(await Promise.all(kept));
    expect(shown.split("an0t…").length).toBeGreaterThan(4);
    expect(shown.match(HOLDS_KEY)).toBeNull();
    await sandbox.close();
    expect(bytesOf(folder).includes(OTHER)).toBe(false);
  });

  test("of digits, in a file whose bodies can still be read", async ({ start }) => {
    const folder = temporaryFolder();
    const sandbox = await start({ limits: "none", acceptAnyKey: true, file: join(folder, "sandbox.db") });
    const json = '{"apiToken":"7391","botId":1,"event":"abc","userId":5,"token" : 7391,"secret":{"token":73917391}}';
    await read(sandbox.url + HOWUSEDBOT_PATH, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: json,
    });
    const form = "apiToken=7391&botId=1&event=abc&userId=5";
    await read(sandbox.url + HOWUSEDBOT_PATH, {
      method: "POST",
      headers: { "content-type": FORM, "x-api-key": "7391" },
      body: form,
    });

    expect(sandbox.requests().map(({ status, body }) => ({ status, body }))).toEqual([
      {
        status: 200,
        body: {
          apiToken: expect.stringMatching(LABEL),
          botId: 1,
          event: "abc",
          userId: 5,
          token: 0,
          secret: { token: 0 },
        },
      },
      { status: 200, body: { apiToken: expect.stringMatching(LABEL), botId: "1", event: "abc", userId: "5" } },
    ]);
    await sandbox.close();
    expect(bytesOf(folder).includes("7391")).toBe(false);
  });

  test("in the wrong place, where what is too long is cut: not even its beginning", async ({ start }) => {
    const sandbox = await start({ limits: "none", acceptAnyKey: true });
    await call(sandbox, "my_bot_was_stopped", STOP, { key: LONG });
    await call(sandbox, LONG, STOP);
    await call(sandbox, "add_event", { ...STOP, user_id: LONG });
    // Names of fields and types stand in what is said of them, which is cut too, at 300 and 500 characters.
    for (const length of [240, 260, 280, 440, 460, 480]) {
      const before = "x".repeat(length);
      await call(sandbox, "on_telegram_webhook", { update_id: length, [before + LONG]: {} });
      await call(sandbox, "on_telegram_webhook", { update_id: length, [before + LONG]: 1 });
      await call(sandbox, "add_event", STOP, { headers: { "content-type": `x/${before}${LONG}` } });
    }

    const shown =
      (await shownBy(sandbox)) +
      JSON.stringify(sandbox.requests().map(({ method, error, warnings }) => ({ method, error, warnings })));
    expect(shown).toContain("LoNg…");
    expect(shown.match(/LoNg[^…\\].{0,20}/)).toBeNull();
  });
});

describe("what a terminal shows of a request holds no key", () => {
  /** In memory, where requests are verbatim. */
  async function misplaced(sandbox: Sandbox): Promise<void> {
    await call(sandbox, "my_bot_was_stopped", STOP, { key: OTHER });
    // The address was put together the wrong way round, and keys stand where a person, a method and a type do.
    await call(sandbox, SHORT, STOP, { key: "add_event" });
    await call(sandbox, OTHER, STOP);
    await call(sandbox, `${OTHER}.json`, STOP, { key: OTHER });
    await call(sandbox, "add_event", { ...STOP, user_id: OTHER });
    await call(sandbox, "add_event", STOP, { headers: { "content-type": `x/${OTHER}` } });
  }

  test("in the line for it", async ({ start }) => {
    const sandbox = await start({ limits: "none", acceptAnyKey: true });
    const redaction = new KeyRedaction(new SecretFinder([OTHER]), true);
    const lines: string[] = [];
    sandbox.onRequest((request) => lines.push(describeRequest(request, redaction)));
    await misplaced(sandbox);

    expect(lines).toHaveLength(6);
    expect(lines.join("\n").match(HOLDS_KEY)).toBeNull();
    expect(lines[2]).toMatch(/tgtrack an0t… \([0-9a-f]{4}\) user 42: 404 Method not found/);
  });

  test("in the error of a wait that was in vain", async ({ start }) => {
    const sandbox = await start({ limits: "none", acceptAnyKey: true });
    await misplaced(sandbox);

    const error = await sandbox.waitFor({ method: "send_reach_goal" }, { timeoutMs: 0 }).catch(String);
    expect(error).toMatch(
      /1 × my_bot_was_stopped, 1 × s… \([0-9a-f]{4}\) \(not accepted\), .*, 2 × add_event \(not accepted\)\./,
    );
    expect(String(error).match(HOLDS_KEY)).toBeNull();
  });
});
