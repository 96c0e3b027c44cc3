import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RecordedRequest } from "../../packages/sandbox/src/index.ts";
import type { Fact } from "../../packages/sandbox/src/store/fact.ts";
import { openStore, type SandboxStore } from "../../packages/sandbox/src/store/sandbox-store.ts";
import type { Scope } from "../../packages/sandbox/src/store/scope.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { call, callHowUsedBot, MAX, NOON_MS, test } from "./sandbox-test.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function requestAt(at: number, bodyText = ""): Omit<RecordedRequest, "id"> {
  return {
    at,
    service: "tgtrack",
    key: "sandbox",
    method: "add_event",
    headers: {},
    bodyText,
    body: undefined,
    status: 200,
    accepted: true,
    warnings: [],
  };
}

function factAt(arrivedAt: number, userId = "42"): Fact {
  return { at: arrivedAt, arrivedAt, service: "tgtrack", kind: "stop", userId, name: "", source: "" };
}

function scopeOf(store: SandboxStore, key = "sandbox"): Scope {
  return { service: "tgtrack", key: store.keys.idOf(key) };
}

function addFact(store: SandboxStore, fact: Fact): void {
  store.write(fact.arrivedAt, () => store.facts.add(store.keys.idOf("sandbox"), fact));
}

function count(store: SandboxStore, table: "requests" | "facts" | "people" | "marks" | "keys"): unknown {
  return store.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n;
}

const PLAIN = { isDoubledStart: false, isActivity: false };

describe("a store", () => {
  it("keeps the newest facts of all keys together", () => {
    const store = openStore({ maxFacts: 3 });
    for (let n = 1; n <= 5; n++) addFact(store, factAt(n, `${n}`));

    const kept = store.db.prepare("SELECT user_id FROM facts ORDER BY id").all();
    expect(kept.map(({ user_id }) => user_id)).toEqual(["3", "4", "5"]);
  });

  it("keeps the newest facts whose texts are no larger together than its bound, over a restart too", () => {
    const file = join(temporaryFolder(), "sandbox.db");
    const usersIn = (store: SandboxStore) => {
      return store.db
        .prepare("SELECT user_id FROM facts ORDER BY id")
        .all()
        .map(({ user_id }) => user_id);
    };
    // "привет" has 12 bytes, the JSON of the label 26, the parameter 1.
    const large = { name: "привет", labels: [{ name: "a", value: "b" }], params: ["", "x", undefined] as const };
    const before = openStore({ file, maxFactBytes: 130 });
    for (let n = 1; n <= 5; n++) addFact(before, { ...factAt(n, `${n}`), ...large });
    expect(usersIn(before)).toEqual(["3", "4", "5"]);
    before.close();

    const after = openStore({ file, maxFactBytes: 130 });
    addFact(after, { ...factAt(6, "6"), ...large });
    expect(usersIn(after)).toEqual(["4", "5", "6"]);
    after.close();
  });

  it("keeps the people of a key that were seen last, and those of another key apart from them", () => {
    const store = openStore({ maxPeople: 2 });
    const [scope, other] = [scopeOf(store), scopeOf(store, "other")];
    store.people.seen(other, "9", 0);
    store.people.seen(scope, "1", 1);
    store.people.seen(scope, "2", 2);
    store.people.seen(scope, "1", 3);
    store.people.seen(scope, "3", 4);

    expect(["1", "2", "3"].map((userId) => store.people.find(scope, userId) !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
    expect(store.people.find(other, "9")).toBeDefined();
  });

  it("keeps the newest ids of a key, and one that is set again counts as new", () => {
    const store = openStore({ maxSeenIds: 2 });
    const scope = scopeOf(store);
    for (const [at, id] of ["a", "b", "a", "c"].entries()) {
      store.seenIds.set(scope, id, at, store.seenIds.has(scope, id));
    }

    expect(["a", "b", "c"].map((id) => store.seenIds.has(scope, id))).toEqual([true, false, true]);
  });

  it("counts what was there before it was opened among its bounds", () => {
    const file = join(temporaryFolder(), "sandbox.db");
    const before = openStore({ file });
    for (let n = 1; n <= 3; n++) {
      before.write(n, () => before.requests.insert(requestAt(n), before.keys.idOf("sandbox"), PLAIN));
      before.people.seen(scopeOf(before), `${n}`, n);
      addFact(before, factAt(n));
    }
    before.close();

    const after = openStore({ file, maxRequests: 3, maxPeople: 3, maxFacts: 3 });
    after.write(4, () => after.requests.insert(requestAt(4), after.keys.idOf("sandbox"), PLAIN));
    after.people.seen(scopeOf(after), "4", 4);
    addFact(after, factAt(4));

    expect([after.requests.size, count(after, "requests"), count(after, "people"), count(after, "facts")]).toEqual([
      3, 3, 3, 3,
    ]);
    after.close();
  });

  it("writes all of a request, or nothing of it, and goes on afterwards", () => {
    const store = openStore({ maxRequests: 2, maxPeople: 1 });
    const key = store.keys.idOf("sandbox");
    const writing = () =>
      store.write(1, () => {
        store.requests.insert(requestAt(1), key, PLAIN);
        store.facts.add(key, factAt(1));
        store.people.seen(scopeOf(store), "42", 1);
        throw new Error("in the middle");
      });

    expect(writing).toThrow("in the middle");

    expect(["requests", "facts", "people"].map((table) => count(store, table as "requests"))).toEqual([0, 0, 0]);
    expect(store.requests.size).toBe(0);
    expect(store.people.find(scopeOf(store), "42")).toBeUndefined();
    for (let n = 1; n <= 3; n++) store.write(n, () => store.requests.insert(requestAt(n), key, PLAIN));
    expect(store.requests.size).toBe(2);
  });

  it("that cannot write says which file it was and what to do, and forgets nothing", () => {
    const file = join(temporaryFolder(), "sandbox.db");
    const store = openStore({ file });
    const key = store.keys.idOf("sandbox");
    store.write(1, () => store.requests.insert(requestAt(1), key, PLAIN));
    // The file may not grow, as on a full disk.
    store.db.exec("PRAGMA max_page_count = 1");

    const writing = () => store.write(2, () => store.requests.insert(requestAt(2, "x".repeat(1e6)), key, PLAIN));

    expect(writing).toThrow(`${file} has no room to grow: the disk is full. Make room on it`);
    expect(store.requests.size).toBe(1);
    store.db.exec("PRAGMA max_page_count = 1000000");
    expect(writing).not.toThrow();
    store.close();
  });

  it("lets go of what is too old in small portions, and then rests for a minute", () => {
    const store = openStore({ maxAgeMs: DAY_MS });
    const key = store.keys.idOf("sandbox");
    store.write(0, () => {
      for (let n = 0; n < 1_200; n++) store.requests.insert(requestAt(0), key, PLAIN);
    });
    const sizes: number[] = [];
    const write = (nowMs: number) => {
      store.write(nowMs, () => undefined);
      sizes.push(store.requests.size);
    };

    for (const nowMs of [DAY_MS, DAY_MS + MINUTE_MS - 1]) for (let n = 0; n < 6; n++) write(nowMs);
    expect(new Set(sizes)).toEqual(new Set([1_200]));
    sizes.length = 0;
    for (let n = 0; n < 4; n++) write(DAY_MS + MINUTE_MS);

    expect(sizes).toEqual([700, 200, 0, 0]);
  });

  it("goes on letting go after its clock was put back", () => {
    const store = openStore({ maxAgeMs: DAY_MS });
    store.write(100 * DAY_MS, () => undefined);
    for (let n = 0; n < 10; n++) store.write(100 * DAY_MS, () => undefined);
    addFact(store, factAt(0));
    for (let n = 0; n < 10; n++) store.write(10 * DAY_MS, () => undefined);

    expect(count(store, "facts")).toBe(0);
  });

  it("forgets keys of which nothing is kept once there are very many, and holds but 10,000 whole ones", () => {
    const store = openStore();
    const used = store.keys.idOf("used");
    store.write(0, () => store.requests.insert({ ...requestAt(0), key: "used" }, used, PLAIN));
    for (let n = 0; n <= 10_000; n++) store.keys.idOf(`tried ${n}`);
    for (let n = 0; n < 6; n++) store.write(MINUTE_MS, () => undefined);

    expect(count(store, "keys")).toBe(1);
    expect([...store.requests.find({ key: "used" })]).toMatchObject([{ key: "u… (f839)" }]);
    expect(store.keys.shownOf(store.keys.idOf("tried 1"))).toBe("tried 1");
  });
});

describe("maxAgeMs", () => {
  test("by the sandbox's clock, lets requests, people, seen ids and facts go, and keeps what was seen since", async ({
    start,
  }) => {
    const sandbox = await start({ limits: "none", maxAgeMs: DAY_MS, links: [{ code: "PJ1", name: "VK" }] });
    const bob = { user_id: "1", first_name: "Bob" };
    await call(sandbox, "user_did_start_bot", bob);
    await call(sandbox, "user_did_start_bot", { ...bob, user_id: "2", start_value: "PJ1" });
    await call(sandbox, "add_event", { user_id: "1", event_type: "sale", date: NOON_MS / 1_000 });
    sandbox.advance(DAY_MS);
    await call(sandbox, "send_reach_goal", { user_id: "2", target: "lead" });
    sandbox.advance(MINUTE_MS);
    for (let n = 0; n < 6; n++) await call(sandbox, "get_user_info", { user_id: "2" });

    expect(sandbox.requests()[0]).toMatchObject({ method: "send_reach_goal", userId: "2" });
    expect((await call(sandbox, "get_user_info", { user_id: "1" })).status).toBe(405);
    expect((await call(sandbox, "get_user_info", { user_id: "2" })).body).toMatchObject({
      data: { invite_link: "VK" },
    });
    await call(sandbox, "add_event", { user_id: "1", event_type: "sale", date: NOON_MS / 1_000 });
    expect(sandbox.requests().at(-1)?.warnings).toEqual([]);
  });

  test("is 30 days where nothing else is said", async ({ sandbox }) => {
    await call(sandbox, "my_bot_was_stopped", { user_id: "1" });
    sandbox.advance(30 * DAY_MS);
    for (let n = 0; n < 6; n++) await call(sandbox, "get_user_info", { user_id: "1" });
    expect(sandbox.requests()[0]?.id).toBe(1);

    sandbox.advance(MINUTE_MS);
    for (let n = 0; n < 6; n++) await call(sandbox, "get_user_info", { user_id: "1" });
    expect(sandbox.requests()[0]?.id).toBe(2);
  });

  test.for([0, -1, 1.5, Number.NaN])("is refused where it is %s", async (maxAgeMs, { start }) => {
    await expect(start({ maxAgeMs })).rejects.toThrow(
      `maxAgeMs must be an integer from 60000 to 315360000000 milliseconds, not ${maxAgeMs}.`,
    );
  });
});

test("a reset forgets the MAX chat's link and who is online", async ({ sandbox }) => {
  const visit = { botId: 1, apiToken: "sandbox", userId: 42, event: "common" };
  await call(sandbox, "set_default_chat_link", { url: "https://max.ru/my_chat" }, MAX);
  await callHowUsedBot(sandbox, { ...visit, requestType: "event" });
  sandbox.reset();

  expect((await call(sandbox, "get_token_info", {}, MAX)).body).toMatchObject({ data: { url: "" } });
  expect((await callHowUsedBot(sandbox, { ...visit, requestType: "getOnline" })).body).toMatchObject({
    onlineCount: 0,
  });
});
