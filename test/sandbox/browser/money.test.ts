import { describe, expect } from "vitest";
import { botOf } from "../reports/page-api.ts";
import { control, NOON_MS } from "../sandbox-test.ts";
import { test } from "./browser-test.ts";
import { seenText } from "./seen-text.ts";

const LINK = { code: "PJ1", name: "Telegram Ads" };
const atNoon = { now: () => NOON_MS, limits: "none", links: [LINK] } as const;
const UTC = { timezoneId: "UTC" };

describe("what went back to a person", () => {
  test("is a refund of its own everywhere, and takes nothing off the revenue", async ({ start, visit }) => {
    const sandbox = await start(atNoon);
    const bot = botOf(sandbox);
    await bot.starts(1, LINK.code);
    await bot.tells(1, "payment", { amount: 1_000, result: "success" });
    await bot.tells(1, "payment", { amount: -300 });
    const { page } = await visit(`${sandbox.url}/overview`, UTC);
    const today = page.getByRole("region", { name: "Today" });
    const figure = (name: string) =>
      today.locator(".day-figure").filter({ has: page.locator("dt", { hasText: name }) });
    await expect.poll(() => seenText(figure("Refunds").locator("strong"))).toMatch(/^\D*300\D*$/);
    expect(await seenText(figure("Revenue").locator("strong"))).toMatch(/^\D*1,000\D*$/);

    await page.goto(`${sandbox.url}/sources?show=money`);
    const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: LINK.name }) });
    await expect.poll(() => seenText(row.first().locator("td").nth(2))).toMatch(/1,000/);
    expect(await seenText(row.first().locator("td").nth(3))).toMatch(/300/);

    await page.goto(`${sandbox.url}/funnel`);
    const step = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "payment" }) });
    await expect.poll(() => seenText(step)).toMatch(/Revenue\s+\D*1,000[\s\S]*Refunds\s+\D*300/);

    await page.goto(`${sandbox.url}/people/1`);
    await page
      .getByRole("region", { name: "History" })
      .getByText(/300\D* \(refund\)$/)
      .waitFor();
  });
});

describe("the currency of amounts that name none", () => {
  test("is set under Settings, where three letters are expected, and stands beside every amount", async ({
    start,
    visit,
  }) => {
    const sandbox = await start(atNoon);
    const bot = botOf(sandbox);
    await bot.starts(1, LINK.code);
    await bot.tells(1, "payment", { amount: 1_000 });
    const { page } = await visit(`${sandbox.url}/settings`, UTC);
    const card = page.getByRole("region", { name: "Money" });
    const field = card.getByLabel("Currency of the amounts");
    await field.fill("roubles");
    await card.getByRole("button", { name: "Save" }).click();
    await card.getByText("Expected three letters, such as RUB, or nothing.").waitFor();
    await field.fill("kzt");
    await card.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => field.inputValue()).toBe("KZT");

    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByRole("region", { name: "Today" }).getByText("₸1,000", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Sources" }).click();
    await page.getByRole("radio", { name: "Money" }).check();
    await page.getByRole("cell", { name: "₸1,000" }).first().waitFor();
  });
});

test("payments in several currencies are each shown in their own, and sums of them are said to be none", async ({
  start,
  visit,
}) => {
  const sandbox = await start(atNoon);
  const bot = botOf(sandbox);
  await bot.starts(1, LINK.code);
  const paid = (amount: number, ...labels: [string, string][]) =>
    bot.tells(1, "payment", { amount, labels: labels.map(([name, value]) => ({ name, value })) });
  await paid(990, ["currency", "RUB"]);
  await paid(5, ["currency", "USD"]);
  // What was paid in Stars has been converted to the bot's own.
  await paid(325, ["currency", "XTR"], ["amount", "250"]);
  await control(sandbox, "PATCH", "/page/money", { currency: "RUB" });
  const { page } = await visit(`${sandbox.url}/people`, UTC);
  await page.getByText("The amounts are in several currencies (RUB, USD)").waitFor();
  await page.goto(`${sandbox.url}/people/1`);
  const amounts = page.getByRole("region", { name: "History" }).locator(".history-amount");
  await expect.poll(() => amounts.allTextContents()).toEqual(expect.arrayContaining(["$5", "₽990", "₽325"]));
});
