import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { call } from "../sandbox-test.ts";
import { test } from "./browser-test.ts";
import { SCRIPT } from "./school-month.ts";
import { seenText } from "./seen-text.ts";
import { MERE_USES, TOLD, VK } from "./story.ts";

/** What matters of it, and is in sight at once. */
const TOLD_BY_ALL = 3 * (TOLD.tgtrack + TOLD.howUsedBot - MERE_USES);

const rows = (page: Page) => page.getByRole("button", { name: /: (details|подробности)$/ });

describe("the requests", () => {
  test("show what three example bots have reported, with the people's names", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/`);

    await expect.poll(() => rows(page).count()).toBe(TOLD_BY_ALL);
    expect(await page.getByRole("link", { name: /^Анна/ }).count()).toBeGreaterThan(0);
  });

  test("tell mere activity in lines that open, by keyboard too, and to all of it", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/`);
    const lines = page.getByRole("button", { name: /about mere use of the bot/ });
    await expect.poll(() => lines.count()).toBeGreaterThan(0);
    const counts = (await lines.allInnerTexts()).map((text) => Number(/(\d+) requests?/.exec(text)?.[1]));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3 * MERE_USES);

    await lines.first().focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => rows(page).count()).toBe(TOLD_BY_ALL + (counts[0] ?? 0));
    expect(await lines.first().getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.press("Enter");
    await expect.poll(() => rows(page).count()).toBe(TOLD_BY_ALL);
  });

  test("show the limits of all keys at once, however many there are", async ({ start, visit }) => {
    const keys = ["first-of-five", "second-of-five", "third-of-five", "fourth-of-five", "fifth-of-five"];
    const sandbox = await start({ keys });
    for (const key of keys) await call(sandbox, "my_bot_was_stopped", { user_id: "42" }, { key });
    const { page } = await visit(`${sandbox.url}/`);

    await expect.poll(() => page.locator(".gauge").filter({ visible: true }).count()).toBe(5);
    expect(await page.getByRole("meter", { name: "this hour" }).count()).toBe(5);
    const box = await page.locator(".gauges").boundingBox();
    expect(box?.height).toBeLessThan(300);
  });

  test("are filtered by what stands in the address", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/?service=tgtrack&method=add_event`);

    await expect.poll(() => rows(page).count()).toBe(6);
    expect(await page.getByRole("combobox", { name: "Service", exact: true }).inputValue()).toBe("tgtrack");
    expect(await page.getByRole("combobox", { name: "Method", exact: true }).inputValue()).toBe("add_event");
  });

  test("are filtered by the controls, which the address keeps for a reload", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/`);
    await page.getByRole("combobox", { name: "Method", exact: true }).selectOption("send_reach_goal");
    await expect.poll(() => rows(page).count()).toBe(6);
    expect(new URL(page.url()).searchParams.get("method")).toBe("send_reach_goal");

    await page.reload();
    await expect.poll(() => rows(page).count()).toBe(6);
    await page.getByRole("button", { name: "Clear the filters" }).click();
    await expect.poll(() => rows(page).count()).toBe(TOLD_BY_ALL);
  });

  test("are filtered by all that was set at nearly the same time", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/`);
    await page.getByRole("searchbox", { name: "Search" }).fill("phone");
    await page.getByRole("combobox", { name: "Method", exact: true }).selectOption("send_reach_goal");

    const asked = () => Object.fromEntries(new URL(page.url()).searchParams);
    await expect.poll(asked).toEqual({ method: "send_reach_goal", q: "phone" });
  });

  test("are searched through while one types, bodies included", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/`);
    await page.getByRole("searchbox", { name: "Search" }).fill(VK.code);

    // The raw update of the start, and HowUsedBot's event with the code as a parameter.
    await expect.poll(() => rows(page).count()).toBe(6);
  });

  test("come a hundred at a time, older ones when asked for, and all of one person by a button", async ({
    start,
    visit,
  }) => {
    const sandbox = await start({ limits: "none" });
    for (let id = 1; id <= 130; id++) await call(sandbox, "my_bot_was_stopped", { user_id: String(id) });
    await call(sandbox, "my_bot_was_stopped", { user_id: "1" });
    const { page } = await visit(`${sandbox.url}/`);
    await expect.poll(() => rows(page).count()).toBe(100);
    await page.getByRole("button", { name: "Show more" }).click();
    await expect.poll(() => rows(page).count()).toBe(131);
    expect(await page.getByRole("button", { name: "Show more" }).count()).toBe(0);

    await rows(page).first().click();
    await page.getByRole("button", { name: "All requests of this user" }).click();
    await expect.poll(() => rows(page).count()).toBe(2);
    expect(await page.getByRole("searchbox", { name: "User id" }).inputValue()).toBe("1");
  });

  test("can be shown for one bot alone", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/`);
    const bots = page.getByRole("combobox", { name: "Bot", exact: true });
    await bots.selectOption({ index: 1 });

    await expect.poll(() => rows(page).count()).toBe(TOLD.tgtrack + TOLD.howUsedBot - MERE_USES);
  });

  test("open to the body as it came, and to what it was answered", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/?method=send_reach_goal`);
    const [first] = story.sandbox.requests({ method: "send_reach_goal" }).slice(-1);
    await rows(page).first().click();
    const details = page.locator(`#request-${first?.id}`);

    await expect.poll(() => seenText(details.locator("pre"))).toContain('"target"');
    expect(JSON.parse(await seenText(details.locator("pre")))).toEqual(first?.body);
    expect(await seenText(details)).toContain("HTTP 200");
  });

  test("that were refused say what that means and how to fix it", async ({ story, visit }) => {
    const before = story.sandbox.requests().length;
    await call(story.sandbox, "add_event", { user_id: "1001", event_type: "sale", date: Date.now() });
    const { page } = await visit(`${story.sandbox.url}/?outcome=refused`);

    await expect.poll(() => rows(page).count()).toBe(1);
    await rows(page).first().click();
    await page.getByText("How to fix it").waitFor();
    await page.getByText("date must be in seconds; it looks like milliseconds.").first().waitFor();
    expect(story.sandbox.requests()).toHaveLength(before + 1);
  });

  test("come in by themselves, without a reload and without closing what is open", async ({ story, visit }) => {
    const { page, mishaps } = await visit(`${story.sandbox.url}/?service=tgtrack`);
    await rows(page).first().waitFor();
    const seen = await rows(page).count();
    const [grammy] = story.bots;
    grammy?.user(20, "Вера").start(VK.code);

    await expect.poll(() => rows(page).count()).toBe(seen + 1);
    await page.getByRole("link", { name: /^Вера/ }).waitFor();

    await rows(page).nth(2).click();
    const opened = page.locator("tr.request-open pre");
    const body = await seenText(opened);
    grammy?.user(21, "Глеб").start();
    await page.getByRole("button", { name: "1 new request" }).click();
    await page.getByRole("link", { name: /^Глеб/ }).waitFor();
    expect(await seenText(opened)).toBe(body);
    expect(mishaps.loads()).toBe(1);
  });

  test("show a script in a person's name as text", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/?q=alert(2)&service=tgtrack`);

    await page.getByText(SCRIPT).first().waitFor();
    await rows(page).first().click();
    await page.locator("tr.request-open pre").waitFor();
    expect(await page.locator("img[src=x]").count()).toBe(0);
  });

  test("warn of a start that was told twice, and say why", async ({ story, visit }) => {
    const [start] = story.sandbox.requests({ method: "on_telegram_webhook" });
    await call(story.sandbox, "on_telegram_webhook", start?.bodyText, { key: start?.key ?? "" });
    const { page } = await visit(`${story.sandbox.url}/`);

    await page.getByText("1 start reported twice in 24 hours").waitFor();
    await page.getByText("Why, and which ones").click();
    await page.getByText("two trackers in one bot").waitFor();
  });

  test("show how much of its limits each key has used", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/`);

    await page
      .getByText(/of 5[,.]?000/)
      .first()
      .waitFor();
    await page
      .getByText(/of 500\b/)
      .first()
      .waitFor();
  });

  test("are gone once the sandbox is reset, with one of them open too", async ({ empty, visit }) => {
    await call(empty, "my_bot_was_stopped", { user_id: "1" });
    const { page } = await visit(`${empty.url}/`);
    await rows(page).first().click();
    await page.locator("tr.request-open pre").waitFor();
    empty.reset();

    await page.getByText("Nothing has arrived yet").waitFor();
  });

  test("that are none yet say what to do next", async ({ empty, visit }) => {
    const { page } = await visit(`${empty.url}/`);

    await page.getByText(`BOT_TRACKER_SANDBOX=${empty.url}`).first().waitFor();
  });
});
