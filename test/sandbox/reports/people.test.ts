import { describe, expect } from "vitest";
import type { PeopleReply, PersonReply } from "../../../packages/sandbox/src/wire/people.ts";
import { NOON_MS, type Reply, test } from "../sandbox-test.ts";
import { ask, botOf, get, idOfKey } from "./page-api.ts";

const idsOf = ({ people }: PeopleReply) => people.map(({ userId }) => userId);

describe("/api/page/people", () => {
  test("lists everybody, the one seen last first, with what they brought", async ({ start }) => {
    const sandbox = await start({ limits: "none", links: [{ code: "ad1", name: "Yandex" }] });
    const bot = botOf(sandbox);
    await bot.starts(1, "ad1", 0, "Анна");
    sandbox.advance(1_000);
    await bot.starts(2, "", 0, "Boris");
    sandbox.advance(1_000);
    await bot.tells(1, "sale", { amount: 10, conversion_target: "sale" });
    await bot.stops(2);
    await bot.uses(1);
    sandbox.advance(1_000);
    await bot.uses(1);
    const { people, total, next } = await ask<PeopleReply>(sandbox, "people");
    expect([total, next]).toEqual([2, null]);
    expect(people).toEqual([
      {
        userId: "1",
        firstName: "Анна",
        lastName: "",
        username: "",
        firstJoinAt: NOON_MS,
        lastJoinAt: NOON_MS,
        leftAt: null,
        lastSeenAt: NOON_MS + 3_000,
        source: { code: "ad1", name: "Yandex" },
        madeUp: false,
        goals: 1,
        revenue: 10,
        refunds: 0,
      },
      expect.objectContaining({ userId: "2", firstName: "Boris", leftAt: NOON_MS, source: null, goals: 0, revenue: 0 }),
    ]);
  });

  test("finds an id, a name or a username, whatever the case, and takes no character for a pattern", async ({
    sandbox,
  }) => {
    const bot = botOf(sandbox);
    await bot.starts(101, "", 0, "Иван");
    await bot.starts(202, "", 0, "J_hn");
    await bot.uses(101);
    const found = async (q: string) => {
      const reply = await ask<PeopleReply>(sandbox, "people", { q });
      expect(reply.total).toBe(reply.people.length);
      return idsOf(reply);
    };
    expect(await found("ИВА")).toEqual(["101"]);
    expect(await found("j_HN")).toEqual(["202"]);
    expect(await found("%")).toEqual([]);
    expect(await found("jahn")).toEqual([]);
    expect(await found("0")).toEqual(["202", "101"]);
    expect(await found("'")).toEqual([]);
  });

  test("tells members from those who left; somebody who came back is a member", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    await bot.starts(1, "", 30);
    await bot.starts(2, "", 30);
    await bot.starts(3, "", 30);
    await bot.stops(2, 20);
    await bot.stops(3, 20);
    await bot.starts(3, "", 10);
    await bot.uses(4);
    const inStatus = async (status: string) => idsOf(await ask<PeopleReply>(sandbox, "people", { status })).sort();
    expect(await inStatus("left")).toEqual(["2"]);
    expect(await inStatus("member")).toEqual(["1", "3", "4"]);
  });

  test("goes on where a page ended, even among people seen at the same moment", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    for (let userId = 1; userId <= 7; userId++) await bot.starts(userId);
    for (let userId = 1; userId <= 7; userId++) await bot.uses(userId);
    for (const query of [{}, { status: "member" }, { q: "person" }]) {
      const seen: string[] = [];
      let next: string | null = "";
      while (next !== null) {
        const page: PeopleReply = await ask(sandbox, "people", { ...query, limit: 3, after: next });
        expect(page.total).toBe(7);
        seen.push(...idsOf(page));
        next = page.next;
      }
      expect(seen).toEqual(["7", "6", "5", "4", "3", "2", "1"]);
    }
  });

  test("is one list of all keys, and each key's own", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: ["another-key"] });
    await botOf(sandbox).starts(1, "", 60, "Anna");
    await botOf(sandbox, { key: "another-key" }).starts(1, "", 30, "Anya");
    await botOf(sandbox, { key: "another-key" }).stops(1, 10);
    await botOf(sandbox).starts(2);
    const all = await ask<PeopleReply>(sandbox, "people");
    expect([all.total, all.people.length]).toEqual([2, 2]);
    expect(all.people.find(({ userId }) => userId === "1")).toMatchObject({ leftAt: NOON_MS - 10_000 });
    const ofOne = await ask<PeopleReply>(sandbox, "people", { key: idOfKey("sandbox") });
    expect(ofOne.total).toBe(2);
    expect(ofOne.people.find(({ userId }) => userId === "1")).toMatchObject({ firstName: "Anna", leftAt: null });
    expect((await ask<PeopleReply>(sandbox, "people", { key: idOfKey("another-key") })).total).toBe(1);
  });
});

describe("/api/page/people/<userId>", () => {
  test("tells a person's history, the newest first", async ({ start }) => {
    const links = [{ code: "ad1", name: "Yandex", utm: { source: "yandex" } }];
    const sandbox = await start({ limits: "none", links, keys: ["the-token"] });
    const bot = botOf(sandbox, { token: "the-token" });
    await bot.starts(1, "ad1", 40, "Анна");
    await bot.tells(1, "sale", {
      amount: 10,
      event_result: "success",
      conversion_target: "buy",
      labels: [{ name: "plan", value: "pro" }],
      date: NOON_MS / 1_000 - 30,
    });
    await bot.stops(1, 20);
    await bot.uses(1, "menu", { param_1: "a", param_3: "c" });
    const person = await ask<PersonReply>(sandbox, "people/1");
    expect(person).toMatchObject({
      userId: "1",
      firstName: "Анна",
      leftAt: NOON_MS - 20_000,
      utm: { source: "yandex" },
      more: false,
    });
    expect(person.keys.map(({ id }) => id).sort()).toEqual([idOfKey("sandbox"), idOfKey("the-token")].sort());
    const source = { code: "ad1", name: "Yandex" };
    const nothing = { name: "", standing: null, goal: null, goalPassed: null, result: null, amount: null };
    expect(person.history.map(({ id: _, ...item }) => item)).toEqual([
      {
        ...nothing,
        ...{ at: NOON_MS, service: "howusedbot", kind: "use", name: "menu", source: null },
        params: ["a", null, "c"],
        labels: [],
      },
      { ...nothing, ...{ at: NOON_MS - 20_000, service: "tgtrack", kind: "stop", source, params: [], labels: [] } },
      {
        ...{ at: NOON_MS - 30_000, service: "tgtrack", kind: "event", name: "sale", standing: null, source },
        ...{ goal: "buy", goalPassed: true, result: "success", amount: 10, params: [] },
        labels: [{ name: "plan", value: "pro" }],
      },
      {
        ...nothing,
        ...{ at: NOON_MS - 40_000, service: "tgtrack", kind: "start", standing: "new", source, params: [], labels: [] },
      },
    ]);
  });

  test("gives 200 items at most, and goes on before the last of them", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    await Promise.all(Array.from({ length: 203 }, () => bot.uses(1)));
    const first = await ask<PersonReply>(sandbox, "people/1");
    expect([first.history.length, first.more]).toEqual([200, true]);
    const rest = await ask<PersonReply>(sandbox, "people/1", { before: first.history.at(-1)?.id ?? 0 });
    expect([rest.history.length, rest.more]).toEqual([3, false]);
    expect(new Set([...first.history, ...rest.history].map(({ id }) => id)).size).toBe(203);
  });

  test("answers 404 for somebody of whom nothing has arrived", async ({ sandbox }) => {
    const gone: Reply = await get(sandbox, "people/1");
    expect(gone).toMatchObject({ status: 404, body: { error: "Nothing is known about this person." } });
  });
});
