import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { botOf } from "../reports/page-api.ts";
import { control } from "../sandbox-test.ts";
import { test } from "./browser-test.ts";
import { seenText } from "./seen-text.ts";

const LINKS = [
  { code: "PJ1", name: "Яндекс, поиск", utm: { source: "yandex", campaign: "autumn" } },
  { code: "PJ2", name: "Telegram Ads" },
];
const TODAY = new Date().toISOString().slice(0, 10);

const rowOf = (page: Page, name: string) =>
  page.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });

describe("what an ad cost", () => {
  test("is typed in, stands beside what the ad brought, and is taken out again", async ({ start, visit }) => {
    const sandbox = await start({ links: LINKS });
    const { page } = await visit(`${sandbox.url}/sources/costs`, { timezoneId: "UTC" });
    await page.getByLabel("Ad", { exact: true }).fill("telegram ads");
    await page.getByLabel("Cost", { exact: true }).fill("1 200,50");
    await page.getByLabel("From").first().fill(TODAY);
    await page.getByRole("button", { name: "Add the cost" }).click();
    await page.getByText("1 cost added").waitFor();
    expect(await seenText(rowOf(page, "Telegram Ads"))).toMatch(/\$1,200\.50/);

    await page.getByRole("link", { name: "Sources" }).last().click();
    await expect.poll(() => seenText(rowOf(page, "Telegram Ads").first())).toMatch(/\$1,201.*-100%/s);
    await page.goBack();
    await page.getByRole("button", { name: /^Delete the cost of “Telegram Ads”/ }).click();
    await page.getByText(/^None yet/).waitFor();
  });

  test("is told beside the field where it cannot be read", async ({ start, visit }) => {
    const sandbox = await start({ links: LINKS });
    const { page } = await visit(`${sandbox.url}/sources/costs`);
    await page.getByLabel("Ad", { exact: true }).fill("Nobody's ad");
    await page.getByLabel("Cost", { exact: true }).fill("5");
    await page.getByRole("button", { name: "Add the cost" }).click();
    await page.getByText(/No link is called “Nobody's ad”\. Expected the name of a link/).waitFor();
    expect(await page.getByLabel("Ad", { exact: true }).getAttribute("aria-invalid")).toBe("true");

    await page.getByLabel("Ad", { exact: true }).fill("PJ1");
    await page.getByLabel("Cost", { exact: true }).fill("1,234");
    await page.getByRole("button", { name: "Add the cost" }).click();
    await page.getByText(/may be thousands or decimals/).waitFor();
    expect(await page.getByLabel("Cost", { exact: true }).getAttribute("aria-invalid")).toBe("true");
  });

  test("is pasted as a table, of which a preview says what is taken, replaced and left out", async ({
    start,
    visit,
  }) => {
    const sandbox = await start({ links: LINKS });
    const kept = { source: "PJ1", from: "2026-11-01", to: "2026-11-01", amount: 90, currency: "RUB" };
    await control(sandbox, "POST", "/page/costs", { costs: [kept] });
    const { page } = await visit(`${sandbox.url}/sources/costs`, { locale: "ru-RU" });
    const table =
      "Ссылка\tДата\tРасход, ₽\nЯндекс, поиск\t01.11.2026\t1 234,50\nДзен\t01.11.2026\t10\nPJ2\t02.11.2026\t5";
    await page.getByRole("textbox", { name: "Таблица" }).fill(table);
    await page.getByRole("button", { name: "Проверить" }).click();
    const preview = page.getByRole("region", { name: "Что будет добавлено" }).first();

    await expect.poll(() => seenText(preview)).toMatch(/Яндекс, поиск[\s\S]*1[\s\u00a0]234,50[\s\S]*заменит 90/);
    expect(await seenText(preview)).toMatch(/Строка 3\. Ссылки «Дзен» нет/);
    const stored = async () => (await (await fetch(`${sandbox.url}/api/page/costs`)).json()) as { costs: object[] };
    expect((await stored()).costs).toHaveLength(1);
    await page.getByRole("button", { name: "Добавить 2 расхода" }).click();
    await page.getByText("Добавлено: 1, заменено: 1").waitFor();
    expect((await stored()).costs).toMatchObject([
      { source: "PJ2", amount: 5 },
      { source: "PJ1", amount: 1234.5 },
    ]);
  });

  test("is refused where several columns may be it, and a cell is a text of its own in what is said", async ({
    start,
    visit,
  }) => {
    const sandbox = await start({ links: LINKS });
    const { page } = await visit(`${sandbox.url}/sources/costs`);
    const paste = async (text: string) => {
      await page.getByRole("textbox", { name: "The table" }).fill(text);
      await page.getByRole("button", { name: "Preview" }).click();
    };
    await paste("PJ1,100,50");
    await page.getByText(/Line 1\. More than one column may be the cost/).waitFor();
    await paste("Link\tCost\nקמפיין\t5");
    await page.getByText(/Line 2\. No link is called “קמפיין”\. Expected/).waitFor();
    expect(await page.locator(".cost-wrong bdi").allTextContents()).toEqual(["קמפיין"]);
  });

  test("in other currencies stands clear of the figures beside it on a phone, and mixed sums are said to be", async ({
    start,
    visit,
  }) => {
    const sandbox = await start({ limits: "none", links: LINKS });
    const bot = botOf(sandbox);
    await bot.starts(1, "PJ1");
    for (const value of ["RUB", "USD"]) {
      await bot.tells(1, "payment", { amount: 123_456, labels: [{ name: "currency", value }] });
    }
    const cost = { source: "PJ1", from: TODAY, to: TODAY };
    const spent = [
      { amount: 98_765, currency: "RUB" },
      { amount: 1_040, currency: "USD" },
      { amount: 2_030, currency: "EUR" },
    ];
    await control(sandbox, "POST", "/page/costs", { costs: spent.map((each) => ({ ...cost, ...each })) });
    await control(sandbox, "PATCH", "/page/money", { currency: "RUB" });
    const { page } = await visit(`${sandbox.url}/sources?show=money`, { locale: "ru-RU", phone: true });
    await page.getByText(/^Суммы — в разных валютах \(RUB, USD\)/).waitFor();
    await page.locator(".other-costs").first().waitFor();
    const beyond = await page.locator("td:has(.other-costs)").evaluateAll((cells) =>
      cells.map((cell) => {
        const range = cell.ownerDocument.createRange();
        range.selectNodeContents(cell);
        return range.getBoundingClientRect().right - cell.getBoundingClientRect().right;
      }),
    );
    expect(beyond.length).toBeGreaterThan(0);
    for (const px of beyond) expect(px).toBeLessThanOrEqual(0.5);
  });

  test("is entered by keyboard alone", async ({ start, visit }) => {
    const sandbox = await start({ links: LINKS });
    const { page } = await visit(`${sandbox.url}/sources/costs`);
    await page.getByLabel("Ad", { exact: true }).focus();
    await page.keyboard.type("PJ1");
    await page.keyboard.press("Tab");
    await page.keyboard.type("7");
    await page.keyboard.press("Enter");
    await page.getByText("1 cost added").waitFor();
  });
});
