import { describe, expect } from "vitest";
import type { OverviewReply } from "../../../packages/sandbox/src/wire/overview.ts";
import type { PeopleReply, PersonReply } from "../../../packages/sandbox/src/wire/people.ts";
import type { GaugesReply, RequestsReply } from "../../../packages/sandbox/src/wire/requests.ts";
import type { StatusReply } from "../../../packages/sandbox/src/wire/status.ts";
import { call, MAX, NOON_MS, test } from "../sandbox-test.ts";
import { ask, botOf, get, idOfKey } from "./page-api.ts";

const ID = idOfKey("sandbox");
const DAY = { from: NOON_MS - 86_400_000, to: NOON_MS + 86_400_000 };

describe("a Telegram bot and a MAX bot that use one key", () => {
  test("have people of their own, who may have the same id", async ({ sandbox }) => {
    await botOf(sandbox).starts(42, "adT", 0, "Анна");
    await call(sandbox, "user_id_start_bot", { user_id: "42", first_name: "Иван", start_value: "adM" }, MAX);

    const { people, total } = await ask<PeopleReply>(sandbox, "people");
    expect(total).toBe(2);
    expect(people.map(({ userId, firstName }) => [userId, firstName]).sort()).toEqual([
      ["42", "Анна"],
      ["max-42", "Иван"],
    ]);
    const inMax = await ask<PersonReply>(sandbox, "people/max-42");
    expect(inMax).toMatchObject({ firstName: "Иван", source: { code: "adM" } });
    expect(inMax.history.map(({ service }) => service)).toEqual(["tgtrack-max"]);
    const { body } = await call(sandbox, "get_user_info", { user_id: "42" }, MAX);
    expect(body).toMatchObject({ data: { user_id: "42", first_name: "Иван" } });
  });

  test("are told apart by the messenger after the key", async ({ start }) => {
    const sandbox = await start({ limits: "fixed" });
    await botOf(sandbox).starts(1, "adT");
    await botOf(sandbox).starts(2, "adT");
    await call(sandbox, "user_id_start_bot", { user_id: "3", first_name: "Иван", start_value: "adM" }, MAX);

    const startsOf = async (key: string) => (await ask<OverviewReply>(sandbox, "overview", { key })).today.starts;
    expect(await Promise.all([ID, `${ID}.telegram`, `${ID}.max`].map(startsOf))).toEqual([3, 2, 1]);
    const sources = async (key: string) => ask<{ sources: { code: string }[] }>(sandbox, "sources", { ...DAY, key });
    expect((await sources(`${ID}.max`)).sources.map(({ code }) => code)).toEqual(["adM"]);
    const { requests } = await ask<RequestsReply>(sandbox, "requests", { key: `${ID}.max` });
    expect(requests.map(({ service, userId, userName }) => [service, userId, userName])).toEqual([
      ["tgtrack-max", "3", "Иван"],
    ]);
    const gauges = async (key: string) => (await ask<GaugesReply>(sandbox, "gauges", { key })).gauges;
    expect((await gauges(`${ID}.max`)).map(({ service }) => service)).toEqual(["tgtrack-max"]);
    expect((await gauges(ID)).map(({ service }) => service)).toEqual(["tgtrack", "tgtrack-max"]);
    expect((await ask<StatusReply>(sandbox, "status")).keys).toMatchObject([{ services: ["tgtrack", "tgtrack-max"] }]);
    expect(await get(sandbox, "people", { key: `${ID}.vk` })).toMatchObject({ status: 400 });
  });

  test("have requests of their own, of which those of a person can be found", async ({ sandbox }) => {
    await botOf(sandbox).starts(42);
    await call(sandbox, "user_id_start_bot", { user_id: "42", first_name: "Иван" }, MAX);

    const servicesOf = async (user: string) =>
      (await ask<RequestsReply>(sandbox, "requests", { user })).requests.map(({ service }) => service);
    expect(await servicesOf("max-42")).toEqual(["tgtrack-max"]);
    expect(await servicesOf("42")).toEqual(["tgtrack-max", "tgtrack"]);
  });
});
