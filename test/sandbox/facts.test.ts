import { join } from "node:path";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { type Sandbox, startSandbox } from "../../packages/sandbox/src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { myChatMember, privateMessage, privateStart, USER_ID } from "../support/updates.ts";
import { rowsOf } from "./data-file.ts";
import { call, callHowUsedBot, lastWarnings, MAX, NOON, NOON_MS, test } from "./sandbox-test.ts";

const ANNA = String(USER_ID);
const DAY_MS = 86_400_000;
const VISIT = { botId: 7, apiToken: "sandbox", requestType: "event", event: "common", userId: 42 };

type Row = Record<string, unknown>;

/** The facts that are left of what `work` sends, without their ids. */
async function factsOf(work: (sandbox: Sandbox) => Promise<unknown>): Promise<Row[]> {
  const { facts } = await remains(work);
  return facts.map(({ id: _id, key: _key, ...fact }) => fact);
}

async function remains(
  work: (sandbox: Sandbox) => Promise<unknown>,
): Promise<Record<"facts" | "people" | "requests", Row[]>> {
  const file = join(temporaryFolder(), "sandbox.db");
  const sandbox = await startSandbox({ now: () => NOON_MS, limits: "none", file });
  await work(sandbox).finally(() => sandbox.close());
  return { facts: rowsOf(file, "facts"), people: rowsOf(file, "people"), requests: rowsOf(file, "requests") };
}

const NOTHING = {
  bot_id: null,
  user_id: null,
  name: "",
  standing: null,
  source: "",
  goal: null,
  goal_passed: null,
  result: null,
  amount: null,
  param_1: null,
  param_2: null,
  param_3: null,
  labels: null,
  made_up: 0,
};

describe("an accepted request leaves the fact that it tells", () => {
  const update = { at: NOON_MS - 5_000, user_id: ANNA };
  test.for([
    [
      "on_telegram_webhook",
      privateStart({ payload: "PJ1", date: NOON - 5 }),
      { kind: "start", ...update, standing: "new", source: "PJ1" },
    ],
    ["on_telegram_webhook", myChatMember({ date: NOON - 5 }), { kind: "stop", ...update }],
    [
      "sambot_on_tg_webhook",
      { webhook: privateStart({ date: NOON - 5 }) },
      { kind: "start", ...update, standing: "new" },
    ],
    ["my_bot_was_started", { start_value: "PJ1" }, { kind: "start", standing: "unknown", source: "PJ1" }],
    ["my_bot_was_started", { start_value: "auto_detect" }, { kind: "start", standing: "unknown" }],
    ["my_bothelp_was_started", {}, { kind: "start", standing: "unknown" }],
    ["win_win_was_started", {}, { kind: "start", standing: "unknown" }],
    ["my_bot_was_stopped", { user_id: "42" }, { kind: "stop", user_id: "42" }],
    ["my_bot_was_stopped", { user_id: "42", date: NOON - 9 }, { kind: "stop", user_id: "42", at: NOON_MS - 9_000 }],
    [
      "user_did_start_bot",
      { user_id: "42", first_name: "Bob", start_value: "PJ1" },
      { kind: "start", user_id: "42", standing: "new", source: "PJ1" },
    ],
    ["user_id_start_bot", { user_id: "42", first_name: "Bob" }, { kind: "start", user_id: "42", standing: "new" }],
    ["user_id_subscribe", { user_id: "42", first_name: "Bob" }, { kind: "start", user_id: "42", standing: "new" }],
    [
      "send_reach_goal",
      { user_id: "42", target: "lead" },
      { kind: "goal", user_id: "42", name: "lead", goal: "lead", goal_passed: 0 },
    ],
    [
      "add_event",
      { user_id: "42", event_type: "lesson" },
      { kind: "event", user_id: "42", name: "lesson", result: null },
    ],
    [
      "add_event",
      {
        user_id: "42",
        event_type: "sale",
        event_result: "success",
        date: NOON - 60,
        amount: -12.5,
        conversion_target: "paid",
        labels: [{ name: "манагер", value: "Jane" }],
      },
      {
        ...{ kind: "event", user_id: "42", at: NOON_MS - 60_000, name: "sale", result: "success", amount: -12.5 },
        ...{ goal: "paid", goal_passed: 0, labels: '[{"name":"манагер","value":"Jane"}]' },
      },
    ],
  ] as const)("TGTrack's %s (case %#)", async ([method, body, fact]) => {
    const facts = await factsOf((sandbox) => call(sandbox, method, body));

    expect(facts).toEqual([{ ...NOTHING, at: NOON_MS, arrived_at: NOON_MS, service: "tgtrack", ...fact }]);
  });

  test.for([
    ["user_id_start_bot", { user_id: "12345678901234567890", first_name: "Иван" }, "start"],
    ["send_reach_goal", { user_id: "42", target: "lead" }, "goal"],
    ["add_event", { user_id: "42", event_type: "sale" }, "event"],
  ] as const)("%s of a MAX bot", async ([method, body, kind]) => {
    const facts = await factsOf((sandbox) => call(sandbox, method, body, MAX));

    expect(facts).toMatchObject([{ service: "tgtrack-max", kind, user_id: `max-${body.user_id}` }]);
  });

  test("HowUsedBot's event, with its bot and the parameters as text, in JSON and in a form", async () => {
    const facts = await factsOf(async (sandbox) => {
      await callHowUsedBot(sandbox, { ...VISIT, event: "start", param_1: "PJ1", param_3: 5 });
      const fields = { ...VISIT, botId: "7", userId: "42", param_2: "a b" };
      await callHowUsedBot(sandbox, new URLSearchParams(fields));
    });

    const use = { ...NOTHING, at: NOON_MS, arrived_at: NOON_MS, service: "howusedbot", kind: "use" };
    expect(facts).toEqual([
      { ...use, bot_id: 7, user_id: "42", name: "start", param_1: "PJ1", param_3: "5" },
      { ...use, bot_id: 7, user_id: "42", name: "common", param_2: "a b" },
    ]);
  });
});

describe("no fact is left", () => {
  test.for([
    [
      "an update that is neither a start nor a block",
      (to: Sandbox) => call(to, "on_telegram_webhook", privateMessage()),
    ],
    ["reads", (to: Sandbox) => call(to, "get_user_info", { user_id: "42" })],
    ["builders' events, whose bodies are not documented", (to: Sandbox) => call(to, "on_toolsy_event", {})],
    ["set_default_chat_link", (to: Sandbox) => call(to, "set_default_chat_link", { url: "https://max.ru/a" }, MAX)],
    ["HowUsedBot's deprecated update", (to: Sandbox) => callHowUsedBot(to, { ...VISIT, requestType: "update" })],
    ["a request that is refused", (to: Sandbox) => call(to, "add_event", { user_id: "42" })],
    [
      "a request of an unknown key",
      (to: Sandbox) => call(to, "add_event", { user_id: "42", event_type: "a" }, { key: "x" }),
    ],
  ] as const)("by %s", async ([, work]) => {
    expect(await factsOf(work)).toEqual([]);
  });

  test("by a request that a fault lost, while one whose answer was spoiled leaves its own", async () => {
    const facts = await factsOf(async (sandbox) => {
      sandbox.fault({ kind: "error", code: 500, recorded: false, times: 1 });
      await call(sandbox, "my_bot_was_stopped", { user_id: "1" });
      sandbox.fault({ kind: "error", code: 500, recorded: true, times: 1 });
      await call(sandbox, "my_bot_was_stopped", { user_id: "2" });
    });

    expect(facts).toMatchObject([{ kind: "stop", user_id: "2" }]);
  });

  test("by a repeat that is answered with 409", async () => {
    const facts = await factsOf(async (sandbox) => {
      sandbox.settings({ repeats: "conflict" });
      await call(sandbox, "on_telegram_webhook", privateStart());
      expect((await call(sandbox, "on_telegram_webhook", privateStart())).status).toBe(409);
    });

    expect(facts).toHaveLength(1);
  });
});

test("a start is of somebody new, of a member who comes again, or of somebody who had stopped the bot", async () => {
  const start = { user_id: "42", first_name: "Bob" };
  const facts = await factsOf(async (sandbox) => {
    await call(sandbox, "user_did_start_bot", start);
    await call(sandbox, "user_did_start_bot", start);
    await call(sandbox, "my_bot_was_stopped", { user_id: "42" });
    await call(sandbox, "user_did_start_bot", start);
    await call(sandbox, "my_bot_was_stopped", { user_id: "43" });
    await call(sandbox, "user_did_start_bot", { ...start, user_id: "43" });
    await call(sandbox, "send_reach_goal", { user_id: "44", target: "lead" });
    await call(sandbox, "user_did_start_bot", { ...start, user_id: "44" });
  });

  expect(facts.filter(({ kind }) => kind === "start").map(({ standing }) => standing)).toEqual([
    "new",
    "again",
    "returned",
    "returned",
    "new",
  ]);
});

test("what a person does is the source's of their last start with a payload, for 21 days", async () => {
  const start = { user_id: "42", first_name: "Bob" };
  const goal = { user_id: "42", target: "lead" };
  const facts = await factsOf(async (sandbox) => {
    await call(sandbox, "send_reach_goal", goal);
    await call(sandbox, "user_did_start_bot", { ...start, start_value: "PJ1" });
    await call(sandbox, "user_did_start_bot", start);
    await call(sandbox, "send_reach_goal", goal);
    await call(sandbox, "user_did_start_bot", { ...start, start_value: "PJ2" });
    await call(sandbox, "add_event", { user_id: "42", event_type: "sale" });
    sandbox.advance(21 * DAY_MS);
    await call(sandbox, "my_bot_was_stopped", { user_id: "42" });
    sandbox.advance(1_000);
    await call(sandbox, "send_reach_goal", goal);
    await call(sandbox, "add_event", { user_id: "42", event_type: "sale", date: NOON + 60 });
  });

  expect(facts.map(({ kind, source }) => [kind, source])).toEqual([
    ["goal", ""],
    ["start", "PJ1"],
    ["start", ""],
    ["goal", "PJ1"],
    ["start", "PJ2"],
    ["event", "PJ2"],
    ["stop", "PJ2"],
    ["goal", ""],
    ["event", "PJ2"],
  ]);
});

test("a goal is passed on exactly where no warning says that it is not", async () => {
  const warned: boolean[] = [];
  const facts = await factsOf(async (sandbox) => {
    const reach = async () => {
      await call(sandbox, "send_reach_goal", { user_id: "42", target: "lead" });
      warned.push(lastWarnings(sandbox)?.length !== 0);
      await call(sandbox, "add_event", { user_id: "42", event_type: "sale", conversion_target: "paid" });
      warned.push(lastWarnings(sandbox)?.length !== 0);
    };
    await reach();
    await call(sandbox, "user_did_start_bot", { user_id: "42", first_name: "Bob" });
    await reach();
    sandbox.advance(21 * DAY_MS + 1_000);
    await reach();
  });

  const passed = facts.filter(({ goal }) => goal !== null).map(({ goal_passed }) => goal_passed);
  expect(passed).toEqual([0, 0, 1, 1, 0, 0]);
  expect(warned).toEqual(passed.map((each) => each === 0));
});

test("a request is marked as a doubled start where two methods, an update or a message report it again", async () => {
  const { requests } = await remains(async (sandbox) => {
    await call(sandbox, "on_telegram_webhook", privateStart({ updateId: 1, messageId: 1 }));
    await call(sandbox, "on_telegram_webhook", privateStart({ updateId: 1, messageId: 1 }));
    await call(sandbox, "on_telegram_webhook", privateStart({ updateId: 2, messageId: 1 }));
    await call(sandbox, "user_did_start_bot", { user_id: ANNA, first_name: "Анна" });
    sandbox.advance(60_000);
    await call(sandbox, "on_telegram_webhook", privateStart({ updateId: 3, messageId: 3 }));
    await call(sandbox, "on_telegram_webhook", myChatMember({ updateId: 4 }));
    await call(sandbox, "on_telegram_webhook", myChatMember({ updateId: 4 }));
  });

  expect(requests.map(({ doubled_start }) => doubled_start)).toEqual([0, 1, 1, 1, 0, 0, 0]);
});

test("a person of HowUsedBot, or with nothing but goals, is seen without being a member", async () => {
  const { people } = await remains(async (sandbox) => {
    await callHowUsedBot(sandbox, VISIT);
    sandbox.advance(5_000);
    await callHowUsedBot(sandbox, VISIT);
    await call(sandbox, "send_reach_goal", { user_id: "42", target: "lead" });
    expect((await call(sandbox, "get_user_info", { user_id: "42" })).status).toBe(405);
  });

  const seen = { user_id: "42", first_join_at: null, left_at: null, last_seen_at: NOON_MS + 5_000 };
  expect(people).toMatchObject([
    { service: "howusedbot", ...seen },
    { service: "tgtrack", ...seen },
  ]);
});

describe("over any sequence of starts, stops and goals", () => {
  type Step =
    | { do: "start"; user: string; payload: string }
    | { do: "stop"; user: string }
    | { do: "goal"; user: string }
    | { do: "wait"; days: number };
  const user = fc.constantFrom("1", "2");
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ do: fc.constant("start" as const), user, payload: fc.constantFrom("", "A", "B") }),
    fc.record({ do: fc.constant("stop" as const), user }),
    fc.record({ do: fc.constant("goal" as const), user }),
    fc.record({ do: fc.constant("wait" as const), days: fc.constantFrom(1, 10, 21) }),
  );

  interface ModelPerson {
    firstJoinAt: number | null;
    lastJoinAt: number | null;
    leftAt: number | null;
    source?: { code: string; at: number };
  }

  /** What the facts and people have to be, told as plainly as can be. */
  function expectedOf(steps: readonly Step[]): { facts: Row[]; people: Record<string, ModelPerson> } {
    const facts: Row[] = [];
    const people: Record<string, ModelPerson> = {};
    let at = NOON_MS;
    for (const each of steps) {
      if (each.do === "wait") {
        at += each.days * DAY_MS;
        continue;
      }
      const known = people[each.user];
      const isRecent = known?.source !== undefined && at - known.source.at <= 21 * DAY_MS;
      const source = isRecent ? known.source?.code : "";
      if (each.do === "goal") {
        const passed = known?.lastJoinAt != null && at - known.lastJoinAt <= 21 * DAY_MS;
        facts.push({ kind: "goal", user_id: each.user, at, standing: null, source, goal_passed: Number(passed) });
      } else if (each.do === "stop") {
        facts.push({ kind: "stop", user_id: each.user, at, standing: null, source, goal_passed: null });
        people[each.user] = { firstJoinAt: null, lastJoinAt: null, ...known, leftAt: at };
      } else {
        const standing = known === undefined ? "new" : known.leftAt === null ? "again" : "returned";
        facts.push({ kind: "start", user_id: each.user, at, standing, source: each.payload, goal_passed: null });
        people[each.user] = {
          ...known,
          firstJoinAt: known?.firstJoinAt ?? at,
          lastJoinAt: standing === "again" ? (known?.lastJoinAt ?? at) : at,
          leftAt: null,
          ...(each.payload !== "" && { source: { code: each.payload, at } }),
        };
      }
    }
    return { facts, people };
  }

  async function send(sandbox: Sandbox, each: Step): Promise<void> {
    if (each.do === "wait") return sandbox.advance(each.days * DAY_MS);
    const user_id = each.user;
    if (each.do === "goal") await call(sandbox, "send_reach_goal", { user_id, target: "lead" });
    else if (each.do === "stop") await call(sandbox, "my_bot_was_stopped", { user_id });
    else await call(sandbox, "user_did_start_bot", { user_id, first_name: "Bob", start_value: each.payload });
  }

  test("facts and people are those of a simple model", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const file = join(temporaryFolder(), "sandbox.db");
        const sandbox = await startSandbox({ now: () => NOON_MS, limits: "none", file, maxAgeMs: 1_000 * DAY_MS });
        for (const each of steps) await send(sandbox, each);
        await sandbox.close();

        const expected = expectedOf(steps);
        const facts = rowsOf(file, "facts").map(({ kind, user_id, at, standing, source, goal_passed }) => {
          return { kind, user_id, at, standing, source, goal_passed };
        });
        expect(facts).toEqual(expected.facts);
        const members = rowsOf(file, "people").filter((row) => row.first_join_at !== null || row.left_at !== null);
        expect(
          Object.fromEntries(
            members.map((row) => [
              row.user_id,
              [row.first_join_at, row.last_join_at, row.left_at, row.transition_source],
            ]),
          ),
        ).toEqual(
          Object.fromEntries(
            Object.entries(expected.people).map(([id, { firstJoinAt, lastJoinAt, leftAt, source }]) => {
              return [id, [firstJoinAt, lastJoinAt, leftAt, source?.code ?? null]];
            }),
          ),
        );
      }),
      { numRuns: 40 },
    );
  });
});
