import { describe, expect } from "vitest";
import { botOf } from "../reports/page-api.ts";
import { call, control, NOON_MS } from "../sandbox-test.ts";
import { test } from "./browser-test.ts";

const DAY_MS = 86_400_000;
const atNoon = { now: () => NOON_MS, limits: "none" } as const;
const UTC = { timezoneId: "UTC" };

describe("the sources", () => {
  test("say where costs are compared with less than the ads brought, because the rest is deleted", async ({
    start,
    visit,
  }) => {
    const sandbox = await start({ ...atNoon, maxAgeMs: 7 * DAY_MS, links: [{ code: "PJ1", name: "Telegram Ads" }] });
    await botOf(sandbox).starts(1, "PJ1");
    const { page } = await visit(`${sandbox.url}/sources?period=30d`, UTC);
    const note = page.getByText("What happened before 13 Nov, 12:00 is deleted by now, while costs are kept");
    await page.getByRole("rowheader", { name: "Telegram Ads" }).waitFor();
    expect(await note.count()).toBe(0);

    const cost = { source: "PJ1", from: "2026-11-20", to: "2026-11-20", amount: 500, currency: "RUB" };
    await control(sandbox, "POST", "/page/costs", { costs: [cost] });
    await note.waitFor();
    await page.getByRole("radio", { name: "7 days" }).check();
    await note.waitFor({ state: "detached" });
  });

  test("beyond the table are told not to be searched", async ({ start, visit }) => {
    const requests = Array.from({ length: 1_003 }, (_, index) => ({
      ...{ atMs: NOON_MS - DAY_MS, service: "tgtrack" as const, key: "sandbox", method: "user_did_start_bot" },
      body: { user_id: String(index + 1), first_name: "Nobody", start_value: `ref${10_001 + index}` },
    }));
    const sandbox = await start({ ...atNoon, madeUpHistory: { requests } });
    const { page } = await visit(`${sandbox.url}/sources`, UTC);
    await page.getByText("3 more sources with fewer starts are included in the total").waitFor();
    const search = page.getByRole("searchbox", { name: "Source, code or UTM" });
    await search.fill("ref10007");
    await page.getByText("3 more sources with fewer starts are not searched").waitFor();
    expect(await page.getByText("are included in the total").count()).toBe(0);
    await search.fill("ref11003");
    await page.getByRole("heading", { name: "No matching sources." }).waitFor();
    await page.getByText("3 more sources with fewer starts are not searched").waitFor();
  });

  test("of starts that name nobody say so in place of a conversion", async ({ start, visit }) => {
    const sandbox = await start(atNoon);
    await call(sandbox, "my_bot_was_started", { start_value: "PJ1" });
    const { page } = await visit(`${sandbox.url}/sources`, UTC);
    await page.getByTitle("Its starts were reported without saying who started").waitFor();
  });
});
