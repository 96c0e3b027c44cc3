import type { MadeUpHistory } from "@bot-tracker/sandbox";
import { describe, expect } from "vitest";
import { idOfKey } from "../reports/page-api.ts";
import { call } from "../sandbox-test.ts";
import { test } from "./browser-test.ts";
import { seenText } from "./seen-text.ts";
import { settled } from "./settled.ts";

const YESTERDAY_MS = Date.now() - 86_400_000;
const HISTORY: MadeUpHistory = {
  requests: [
    {
      ...{ atMs: YESTERDAY_MS, service: "tgtrack", key: "sandbox", method: "user_did_start_bot" },
      body: { user_id: "1", first_name: "Nobody", start_value: "PJ1" },
    },
    {
      ...{ atMs: YESTERDAY_MS + 60_000, service: "tgtrack", key: "sandbox", method: "add_event" },
      body: { user_id: "1", event_type: "lesson", event_result: "success" },
    },
    {
      ...{ atMs: YESTERDAY_MS + 60_000, service: "howusedbot", key: "sandbox", method: "event" },
      body: { botId: 7, userId: 1, event: "common" },
    },
  ],
  costs: [{ source: "PJ1", from: "2026-11-19", to: "2026-11-19", amount: 500, currency: "RUB" }],
};

const LANGUAGES = [
  { locale: "en", note: "is made up, so that there is something to see", badge: "Made up", csv: "Made up" },
  { locale: "ru", note: "выдумано, чтобы было на что посмотреть", badge: "Выдумано", csv: "Выдумано" },
];

describe.for(LANGUAGES)("a made-up history, in $locale", ({ locale, note, badge, csv }) => {
  test.for(["/overview", "/sources", "/sources/costs", "/funnel", "/people", "/links"])(
    "is called so wherever it counts: %s",
    async (path, { start, visit }) => {
      const sandbox = await start({ madeUpHistory: HISTORY });
      const { page } = await visit(sandbox.url + path, { locale });

      await page.getByText(note).waitFor();
      expect(await page.getByText(note).count()).toBe(1);
    },
  );

  test("is called so beside its people and its costs, and nobody else is", async ({ start, visit }) => {
    const sandbox = await start({ madeUpHistory: HISTORY });
    await call(sandbox, "user_did_start_bot", { user_id: "2", first_name: "Somebody" });
    const { page } = await visit(`${sandbox.url}/people`, { locale });
    const row = (name: string) => page.getByRole("row").filter({ hasText: name });

    await row("Nobody").getByText(badge, { exact: true }).waitFor();
    expect(await seenText(row("Somebody"))).not.toContain(badge);
    await page.goto(`${sandbox.url}/people/1`);
    await page.getByText(badge, { exact: true }).waitFor();
    await page.goto(`${sandbox.url}/people/2`);
    await settled(page);
    expect(await page.getByText(badge, { exact: true }).count()).toBe(0);
    await page.goto(`${sandbox.url}/sources/costs`);
    await row("PJ1").getByText(badge, { exact: true }).waitFor();
  });

  test("is not spoken of while a bot is chosen that has none of it, and is again after that", async ({
    start,
    visit,
  }) => {
    const sandbox = await start({ madeUpHistory: HISTORY, keys: ["another-bot"] });
    await call(sandbox, "user_did_start_bot", { user_id: "2", first_name: "Somebody" }, { key: "another-bot" });
    const { page } = await visit(`${sandbox.url}/people`, { locale });
    const bot = page.getByRole("combobox", { name: locale === "ru" ? "Бот" : "Bot", exact: true });
    await page.getByText(note).waitFor();
    await bot.selectOption(idOfKey("another-bot"));
    await page.getByText(note).waitFor({ state: "detached" });
    await page.getByText("Somebody").waitFor();
    await bot.selectOption(idOfKey("sandbox"));
    await page.getByText(note).waitFor();
    await bot.selectOption(idOfKey("another-bot"));
    await page.getByText(note).waitFor({ state: "detached" });
    await bot.selectOption("");
    await page.getByText(note).waitFor();

    // What is listed there are all bots' costs.
    await page.goto(`${sandbox.url}/sources/costs?key=${idOfKey("another-bot")}`);
    await page.getByText(note).waitFor();
  });

  test("is marked in the CSV of a chart, but not of a bot that has none of it", async ({ start, visit }) => {
    const sandbox = await start({ madeUpHistory: HISTORY, keys: ["another-bot"] });
    await call(sandbox, "user_did_start_bot", { user_id: "2", first_name: "Somebody" }, { key: "another-bot" });
    const { page } = await visit(`${sandbox.url}/overview?period=7d&bucket=day`, {
      locale,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const table = page.locator("details.chart-table").first();
    await table.locator("summary").click();
    await table.getByRole("button").click();

    const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
    await expect.poll(clipboard).toContain(`,${csv}\r\n`);
    const marks = (await clipboard())
      .trim()
      .split("\r\n")
      .slice(1)
      .map((line) => line.split(",").at(-1));
    expect(marks.filter((mark) => mark !== "")).toHaveLength(1);
    expect(marks.at(-1)).toBe("");

    const madeUp = `/api/page/made-up?key=${idOfKey("another-bot")}`;
    const told = page.waitForResponse((response) => response.url().endsWith(madeUp));
    await page.goto(`${sandbox.url}/overview?period=7d&bucket=day&key=${idOfKey("another-bot")}`);
    await told;
    await table.locator("summary").click();
    await table.getByRole("button").click();
    await expect.poll(async () => (await clipboard()).split("\r\n")[0]).not.toContain(csv);
  });

  test("is something, so that a period without it is empty and the bot not said to be missing", async ({
    start,
    visit,
  }) => {
    const sandbox = await start({ madeUpHistory: { requests: HISTORY.requests } });
    const { page } = await visit(`${sandbox.url}/sources?period=own&from=2020-01-01&to=2020-01-02`, { locale });

    await page
      .getByRole("heading", { name: locale === "ru" ? "За этот период стартов нет" : "No starts in this period" })
      .waitFor();
  });

  test("is not spoken of where nothing is made up", async ({ empty, visit }) => {
    await call(empty, "user_did_start_bot", { user_id: "2", first_name: "Somebody" });
    const { page } = await visit(`${empty.url}/people`, { locale });

    await page.getByText("Somebody").waitFor();
    expect(await page.getByText(note).count()).toBe(0);
  });
});
