import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { SourcesReply } from "../../../packages/sandbox/src/wire/sources.ts";
import { call, callHowUsedBot } from "../sandbox-test.ts";
import { test } from "./browser-test.ts";
import { SCRIPT } from "./school-month.ts";
import { seenText } from "./seen-text.ts";
import { VK, YANDEX } from "./story.ts";

/** A time zone in which it is noon, so that no day ends during a test. */
const atNoon = { timezoneId: zoneAtNoon(new Date().getUTCHours()) };

describe("the overview", () => {
  test("counts what three example bots have reported today", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/overview`, atNoon);
    const today = page.getByRole("region", { name: "Today" });

    await expect
      .poll(() => figures(page, today))
      .toMatchObject({
        "Unique people": "9",
        "Uses of the bot": "30",
        Starts: "9",
        Stops: "3",
        Goals: "6",
        Revenue: "₽4,970",
      });
    // Three of the nine have blocked their bots.
    expect(await seenText(today)).toMatch(/Online now:\s+6/);
  });

  test("draws charts that are said in words and stand in a table, too", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/overview`, atNoon);
    const chart = page.getByRole("figure", { name: "Starts and stops" });

    await expect.poll(() => chart.getByRole("img").getAttribute("aria-label")).toMatch(/Starts 9.*Stops 3/);
    await chart.getByText("Show as a table").click();
    const cells = () => chart.getByRole("table").getByRole("cell").allInnerTexts();
    await expect.poll(async () => (await cells()).reduce((sum, figure) => sum + Number(figure), 0)).toBe(9 + 3);
  });

  test("counts a new start without a reload", async ({ story, visit }) => {
    const { page, mishaps } = await visit(`${story.sandbox.url}/overview`, atNoon);
    const starts = async () => Number((await figures(page, page.getByRole("region", { name: "Today" })))["Starts"]);
    await expect.poll(starts).toBeGreaterThanOrEqual(9);
    const before = await starts();
    story.bots[1]?.user(30, "Егор").start();

    await expect.poll(starts).toBe(before + 1);
    expect(mishaps.loads()).toBe(1);
  });
});

describe("the sources", () => {
  test("tell which ad brought whom, and what it was worth", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/sources`, atNoon);

    await expect.poll(() => cellsOf(page, VK.name)).toEqual(["3", "3", "0", "0", "0", "6", "3", "100%"]);
    await page.getByRole("radio", { name: "Money" }).check();
    await expect.poll(() => cellsOf(page, VK.name)).toEqual(["3", "—", "₽4,970", "0", "—", "—", "—", "—"]);
    await page.getByRole("radio", { name: "People" }).check();
    await expect.poll(async () => (await cellsOf(page, YANDEX.name))[7]).toBe("0%");
    const blocked = await cellsOf(page, YANDEX.name);
    expect([blocked[0], blocked[4], blocked[7]]).toEqual(["3", "3", "0%"]);
  });

  test("are sorted by a click on a heading, which the address keeps", async ({ month, visit }) => {
    const { page } = await visit(`${month.url}/sources?period=30d`);
    const starts = async () =>
      (await bySource(page).locator("tbody tr td:nth-of-type(1)").allInnerTexts()).map(firstNumber);
    await page.getByRole("columnheader", { name: "Starts" }).waitFor();
    const ascending = (await starts()).toSorted((one, other) => one - other);
    expect(await starts()).toEqual(ascending.toReversed());
    await page.getByRole("button", { name: "Starts", exact: true }).click();

    await expect.poll(starts).toEqual(ascending);
    expect(await page.getByRole("columnheader", { name: "Starts" }).getAttribute("aria-sort")).toBe("ascending");
    expect(new URL(page.url()).search).toContain("sort");
  });

  test("are searched, and grouped by a UTM field", async ({ month, visit }) => {
    const { page } = await visit(`${month.url}/sources?period=30d`);
    await page.getByRole("searchbox").fill("VK");
    await expect.poll(() => bySource(page).locator("tbody tr").count()).toBe(1);
    await page.getByRole("searchbox").fill("");
    await page.getByRole("radio", { name: "utm_medium" }).check();

    await page.getByRole("rowheader", { name: /^cpc\b/ }).waitFor();
  });

  test("stand by ad system and campaign, each in one line, and open by keyboard down to their links", async ({
    month,
    visit,
  }) => {
    const { page } = await visit(`${month.url}/sources?period=30d`);
    const row = (name: string | RegExp) =>
      bySource(page)
        .getByRole("row")
        .filter({ has: page.getByRole("rowheader", { name }) });
    const startsOf = async (name: string | RegExp) => firstNumber(await seenText(row(name).locator("td").first()));
    await row(/yandex/).waitFor();
    expect(await row("Яндекс.Директ: поиск").count()).toBe(0);
    const heights = await Promise.all(
      (await bySource(page).locator("tbody tr").all()).map((each) => each.boundingBox()),
    );
    expect(Math.max(...heights.map((box) => box?.height ?? 0))).toBeLessThan(50);

    await row(/yandex/)
      .getByRole("button")
      .focus();
    await page.keyboard.press("ArrowRight");
    await row(/autumn/)
      .getByRole("button")
      .focus();
    await page.keyboard.press("Enter");
    await row("Яндекс.Директ: поиск").waitFor();
    const parts = [await startsOf("Яндекс.Директ: поиск"), await startsOf("Яндекс.Директ: РСЯ")];
    expect((parts[0] ?? 0) + (parts[1] ?? 0)).toBe(await startsOf(/yandex/));
    await row(/yandex/)
      .getByRole("button")
      .focus();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => row("Яндекс.Директ: поиск").count()).toBe(0);
  });

  test("tell which goals were reached, and open by keyboard to the sources that brought them", async ({
    story,
    visit,
  }) => {
    const { page } = await visit(`${story.sandbox.url}/sources`, atNoon);
    const goals = page.getByRole("region", { name: "Goals by name" }).first();
    const row = (name: string) => goals.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
    await expect.poll(() => seenText(row("phone"))).toMatch(/3\s+3$/);
    expect(await row(VK.name).count()).toBe(0);

    await row("phone").getByRole("button").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => seenText(row(VK.name))).toMatch(/3\s+100%\s+3$/);
    await page.keyboard.press("Enter");
    await expect.poll(() => row(VK.name).count()).toBe(0);
  });

  test("count as a conversion what is chosen, which the address keeps", async ({ month, visit }) => {
    const { page } = await visit(`${month.url}/sources?period=30d`);
    const conversions = async () => {
      const cells = await bySource(page).locator("tbody tr td:last-child").allInnerTexts();
      return cells.map((text) => Number.parseFloat(text)).reduce((sum, share) => sum + share, 0);
    };
    await expect.poll(conversions).toBeGreaterThan(0);
    const any = await conversions();
    await page
      .getByText(/any goal or sale/)
      .first()
      .click();
    await page.getByRole("checkbox", { name: /^phone/ }).check();
    await expect.poll(conversions).toBeLessThan(any);
    const phone = await conversions();
    await page.getByRole("checkbox", { name: /^a sale/ }).check();
    await expect.poll(conversions).toBeCloseTo(any, 5);
    await page.getByRole("checkbox", { name: /^a sale/ }).uncheck();
    expect(new URL(page.url()).searchParams.get("goal")).toBe("phone");
    await page.reload();
    await expect.poll(conversions).toBeCloseTo(phone, 5);
  });

  test("are saved as a CSV file with what the API answers", async ({ month, visit }) => {
    const { page } = await visit(`${month.url}/sources?period=30d`);
    const link = page.getByRole("link", { name: "Save the table as a CSV file" });
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    const file = readFileSync(await download.path(), "utf8");
    const query = new URL((await link.getAttribute("href")) ?? "", month.url).search;
    const { sources } = (await (await fetch(`${month.url}/api/page/sources${query}`)).json()) as SourcesReply;

    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    // A name with a comma in it is left to the tests of the file's own making.
    const [head = [], ...lines] = file
      .replace("\uFEFF", "")
      .trimEnd()
      .split("\r\n")
      .map((line) => line.split(",").map((cell) => cell.replaceAll(/^"|"$/g, "")));
    const told = lines.map((cells) => Object.fromEntries(cells.map((cell, index) => [head[index], cell])));
    expect(told).toHaveLength(sources.length);
    expect(told.filter(({ Code }) => /^PJ/.test(Code ?? ""))).toMatchObject(
      sources
        .filter(({ name }) => !name.includes(",") && name !== "")
        .map(({ name, code, utm, ...row }) => ({
          ...{ Source: name, Code: code, utm_source: utm.source ?? "", utm_campaign: utm.campaign ?? "" },
          ...{ Starts: `${row.starts}`, New: `${row.newPeople}`, Stopped: `${row.stopped}`, Goals: `${row.goals}` },
          ...{ Revenue: `${row.revenue}`, Conversion: `${Math.round((row.conversion ?? 0) * 1e4) / 1e4}` },
        })),
    );
  });
});

describe("the funnel", () => {
  test("counts the people of each step, its results and its sums", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/funnel`, atNoon);
    const step = (name: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });

    await expect.poll(() => seenText(step("payment"))).toMatch(/3 people[\s\S]*4,970/);
    expect(await seenText(step("lesson"))).toMatch(/3 people/);
  });

  test("draws as long a bar for as many people, and calls nothing in progress that nobody called so", async ({
    start,
    visit,
  }) => {
    const sandbox = await start({ limits: "none" });
    for (const id of [1, 2]) await call(sandbox, "user_did_start_bot", { user_id: `${id}`, first_name: "Anna" });
    for (const id of [1, 2]) await call(sandbox, "add_event", { user_id: `${id}`, event_type: "lesson" });
    const { page } = await visit(`${sandbox.url}/funnel`);
    await page.getByRole("heading", { name: "lesson" }).waitFor();
    const bars = await Promise.all((await page.locator(".people-bar-fill").all()).map((bar) => bar.boundingBox()));
    expect(bars[1]?.width).toBeCloseTo(bars[0]?.width ?? 0, 0);
    const step = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "lesson" }) });
    expect(await seenText(step)).toMatch(/No result\s+2\s+In progress\s+0/);
  });

  test("slices its steps by a label", async ({ month, visit }) => {
    const { page } = await visit(`${month.url}/funnel?period=30d`);
    await page.getByLabel("Break down by label").selectOption("plan");

    await page.getByRole("rowheader", { name: "Один на один" }).first().waitFor();
    expect(new URL(page.url()).searchParams.get("label")).toBe("plan");
  });

  test("shows a script in an event's name and in a label as text", async ({ month, visit }) => {
    const { page } = await visit(`${month.url}/funnel?period=30d`);
    await page.getByRole("heading", { name: SCRIPT }).waitFor();
    await page.getByLabel("Break down by label").selectOption(SCRIPT);
    await page.getByRole("rowheader", { name: SCRIPT }).waitFor();

    expect(await page.locator("img[src=x]").count()).toBe(0);
  });
});

describe("the people", () => {
  test("have a history in which what both services were told of stands once", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/people`, atNoon);
    await page.getByRole("link", { name: "Анна" }).first().click();
    const history = page.getByRole("region", { name: "History" });
    await history.getByText("lesson").first().waitFor();
    for (const name of ["lesson", "payment", "start"]) {
      expect(await history.getByText(name, { exact: true }).count(), name).toBe(name === "start" ? 0 : 1);
    }
    const lesson = history.getByRole("listitem").filter({ hasText: "lesson" });
    expect(await seenText(lesson)).toMatch(/TGTrack[\s\S]*HowUsedBot/);
  });

  test("are listed with where they came from, and those who left", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/people?status=left`, atNoon);

    await expect.poll(() => page.locator("tbody tr").count()).toBe(3);
    expect((await seenText(page.locator("tbody tr").first())).replaceAll(/\s+/g, " ")).toMatch(/Борис.*Яндекс\.Директ/);
  });

  test("are searched by name, and each has a profile", async ({ story, visit }) => {
    const { page, mishaps } = await visit(`${story.sandbox.url}/people`, atNoon);
    await page.getByRole("searchbox").fill("Анна");
    await expect.poll(() => page.locator("tbody tr").count()).toBe(3);
    await page.getByRole("link", { name: "Анна" }).first().click();
    await page.getByRole("heading", { level: 1, name: "Анна" }).waitFor();

    const history = page.getByRole("region", { name: "History" });
    for (const told of [
      "Started the bot",
      VK.name,
      "Goal phone",
      "Goal checkout",
      "lesson",
      "payment",
      "Used the bot",
    ]) {
      await history.getByText(told).first().waitFor();
    }
    await page.goBack();
    await expect.poll(() => page.locator("tbody tr").count()).toBe(3);
    expect(mishaps.loads()).toBe(1);
  });

  test("show a script in a name as text, in the list and in the profile", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/people`, atNoon);
    await page.getByRole("link", { name: SCRIPT }).first().click();
    await page.getByRole("heading", { level: 1, name: SCRIPT }).waitFor();

    expect(await page.title()).toContain(SCRIPT);
    expect(await page.locator("img[src=x]").count()).toBe(0);
  });
});

describe("the bots", () => {
  test("are chosen by the names they were given, and what came without a key is none of them", async ({
    start,
    visit,
  }) => {
    const sandbox = await start({ keys: ["first-bot-key", "second-bot-key"] });
    for (const key of ["first-bot-key", "second-bot-key"]) {
      await call(sandbox, "my_bot_was_stopped", { user_id: "42" }, { key });
    }
    await callHowUsedBot(sandbox, { botId: 7, requestType: "event", event: "common", userId: 42 });
    const { page } = await visit(`${sandbox.url}/settings`);
    await page
      .getByLabel(/^Name of the bot/)
      .first()
      .fill("Coffee school");
    await page.getByRole("region", { name: "Bots" }).getByRole("button", { name: "Save" }).first().click();

    const bots = page.getByRole("combobox", { name: "Bot", exact: true }).getByRole("option");
    await expect.poll(() => bots.allInnerTexts()).toContain("Coffee school");
    const names = (await bots.allInnerTexts()).map((text) => text.trim());
    expect(names).toHaveLength(3);
    expect(names).not.toContain("");
  });
});

describe("the links", () => {
  test("make a tracking link whose starts are counted under its name at once", async ({ story, visit }) => {
    const { page, mishaps } = await visit(`${story.sandbox.url}/links`, atNoon);
    await page.getByLabel("Name", { exact: true }).fill(SCRIPT);
    await page.getByLabel("Bot username").fill("coffee_english_bot");
    await page.getByLabel("Code", { exact: true }).fill("autumn-1");
    await page.getByRole("button", { name: "Create link" }).click();

    await page.getByText("https://t.me/coffee_english_bot?start=autumn-1").first().waitFor();
    await page.getByRole("img", { name: "QR code of https://t.me/coffee_english_bot?start=autumn-1" }).waitFor();
    story.bots[0]?.user(40, "Жанна").start("autumn-1");
    await page.getByRole("navigation").getByRole("link", { name: "Sources" }).click();
    await expect.poll(() => cellsOf(page, SCRIPT)).toMatchObject({ 0: "1", 1: "1" });
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect(mishaps.loads()).toBe(1);
  });

  test("say beside the field what a link cannot be made with", async ({ empty, visit }) => {
    const { page } = await visit(`${empty.url}/links`);
    await page.getByLabel("Code", { exact: true }).fill("два слова");
    await page.getByRole("button", { name: "Create link" }).click();

    await page.getByText("Give the link a name.").waitFor();
    await page.getByText("A link passes on Latin letters, digits, - and _ only.").waitFor();
    expect(await page.getByLabel("Code", { exact: true }).getAttribute("aria-invalid")).toBe("true");
  });

  test("ask before they forget a link", async ({ empty, visit }) => {
    const { page } = await visit(`${empty.url}/links`);
    await page.getByLabel("Name", { exact: true }).fill("Осень");
    await page.getByRole("button", { name: "Create link" }).click();
    await page.getByRole("button", { name: "Delete “Осень”" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();

    await page.getByText("No links yet").waitFor();
  });
});

type Place = ReturnType<Page["getByRole"]>;

/** What stands under each name of a list of figures. */
async function figures(page: Page, place: Place): Promise<Record<string, string>> {
  const terms = await place
    .locator(".day-figure")
    .filter({ has: page.locator("dt") })
    .all();
  const pairs = await Promise.all(
    terms.map(async (term) => [await seenText(term.locator("dt")), await seenText(term.locator("strong"))]),
  );
  return Object.fromEntries(pairs);
}

/** The table of sources, apart from that of goals. */
function bySource(page: Page): Place {
  return page.getByRole("region", { name: /^Sources in the chosen period/ });
}

/** The figures in the row of this name, as they are written. */
async function cellsOf(page: Page, name: string): Promise<string[]> {
  const row = page.getByRole("row").filter({ has: page.getByRole("rowheader").getByText(name, { exact: true }) });
  if ((await row.count()) === 0) return [];
  const texts = await row.first().locator("td.number").allInnerTexts();
  return texts.map((text) => text.trim().split(/\s/)[0] ?? "");
}

function firstNumber(text: string): number {
  return Number(text.replaceAll(",", "").match(/\d+/)?.[0]);
}

/** The names of these zones have their sign the other way round. */
function zoneAtNoon(utcHours: number): string {
  const ahead = 12 - utcHours;
  return ahead === 0 ? "Etc/GMT" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}
