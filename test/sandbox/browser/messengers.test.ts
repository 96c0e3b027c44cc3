import { createHash } from "node:crypto";
import { describe, expect } from "vitest";
import { call, control, MAX } from "../sandbox-test.ts";
import { test } from "./browser-test.ts";
import { seenText } from "./seen-text.ts";

describe("a Telegram bot and a MAX bot that use one key", () => {
  test.for([
    { locale: "en", bot: "Bot", all: "All bots" },
    { locale: "ru", bot: "Бот", all: "Все боты" },
  ])("are chosen apart, and so are their people (%o)", async ({ locale, bot, all }, { empty, visit }) => {
    await call(empty, "user_did_start_bot", { user_id: "42", first_name: "Анна" });
    await call(empty, "user_id_start_bot", { user_id: "42", first_name: "Иван" }, MAX);
    const { page } = await visit(`${empty.url}/people`, { locale });
    const main = page.locator("main");

    await expect.poll(() => seenText(main)).toContain("Анна");
    expect(await seenText(main)).toContain("max-42");
    const bots = page.getByRole("combobox", { name: bot, exact: true });
    expect(await bots.locator("option").allTextContents()).toEqual([all, "sandbox · Telegram", "sandbox · MAX"]);

    await bots.selectOption("sandbox · MAX");
    await expect.poll(() => seenText(main)).not.toContain("Анна");
    expect(await seenText(main)).toContain("Иван");
    await page.reload();
    await expect.poll(() => bots.inputValue()).toMatch(/^[0-9a-f]{12}\.max$/);

    // The chat has people of its own, and would have two lists of bots.
    await page.goto(`${empty.url}/chat`);
    await page.getByRole("heading", { level: 2 }).waitFor();
    expect(await bots.count()).toBe(0);
  });

  test("a request leads to the person of its messenger, and to that person's requests", async ({ empty, visit }) => {
    await call(empty, "user_did_start_bot", { user_id: "42", first_name: "Анна" });
    await call(empty, "user_id_start_bot", { user_id: "42", first_name: "Иван" }, MAX);
    const { page } = await visit(`${empty.url}/`);

    await page.getByRole("link", { name: /^Иван/ }).click();
    await expect.poll(() => new URL(page.url()).pathname).toBe("/people/max-42");
    await expect.poll(() => seenText(page.locator("main"))).toContain("TGTrack MAX");

    await page.goto(`${empty.url}/?user=max-42`);
    await expect.poll(() => page.getByRole("link", { name: /^Иван/ }).count()).toBe(1);
    expect(await page.getByRole("link", { name: /^Анна/ }).count()).toBe(0);
  });
});

describe("the list of bots", () => {
  test("fits beside the page, however long a bot's name is", async ({ empty, visit }) => {
    for (const key of ["sandbox", "sandbox-1"]) {
      await call(empty, "user_did_start_bot", { user_id: "42", first_name: "Анна" }, { key });
      const id = createHash("sha256").update(key).digest("hex").slice(0, 12);
      await control(empty, "PATCH", `/page/bots/${id}`, { name: "The English course for those who love coffee" });
    }
    const { page } = await visit(`${empty.url}/people`);
    const list = page.getByRole("combobox", { name: "Bot", exact: true });
    await expect.poll(() => seenText(list)).toContain("The English course");

    const [box, side] = [await list.boundingBox(), await page.locator(".side").boundingBox()];
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan((side?.x ?? 0) + (side?.width ?? 0));
  });
});

describe("the form of a link", () => {
  test("makes one to a bot in MAX, whose code may be longer", async ({ empty, visit }) => {
    const { page } = await visit(`${empty.url}/links`);
    const code = "a".repeat(100);
    await page.getByRole("textbox", { name: /^Name/ }).fill("Autumn");
    await page.getByRole("textbox", { name: /^Code/ }).fill(code);
    await page.getByRole("button", { name: "Create link" }).click();
    await expect.poll(() => seenText(page.locator("form"))).toContain("At most 64 characters. This one has 100.");

    await page.getByRole("radio", { name: "MAX" }).check();
    await page.getByRole("textbox", { name: /^Bot username/ }).fill("https://max.ru/id7712345678_bot");
    await page.getByRole("button", { name: "Create link" }).click();

    await expect.poll(() => seenText(page.locator("main"))).toContain(`https://max.ru/id7712345678_bot?start=${code}`);
  });
});
