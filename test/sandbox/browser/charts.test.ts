import type { Sandbox, SandboxOptions } from "@bot-tracker/sandbox";
import { describe, expect } from "vitest";
import { botOf } from "../reports/page-api.ts";
import { NOON_MS } from "../sandbox-test.ts";
import { test } from "./browser-test.ts";

const UTC = { timezoneId: "UTC" };

/** Two people of a course's two plans, and one who only looks on. */
async function startCourse(start: (options: SandboxOptions) => Promise<Sandbox>): Promise<Sandbox> {
  const sandbox = await start({ now: () => NOON_MS, limits: "none" });
  const bot = botOf(sandbox);
  for (const userId of [1, 2, 3]) await bot.starts(userId);
  await bot.uses(1, "lesson", { param_1: "Group" });
  await bot.uses(2, "lesson", { param_1: "Alone" });
  await bot.uses(3, "menu", { param_1: "Prices" });
  return sandbox;
}

describe("the charts of the overview", () => {
  test("are filtered by event and split by a parameter, which the address keeps", async ({ start, visit }) => {
    const { url } = await startCourse(start);
    const { page } = await visit(`${url}/overview`, UTC);
    const parts = page.getByRole("figure", { name: "Uses of the bot" }).locator(".chart-legend-name");
    const names = async () => (await parts.allInnerTexts()).toSorted();
    await page.getByLabel("Split by").selectOption("param_1");
    await expect.poll(names).toEqual(["Alone", "Group", "Prices"]);
    await page.getByText("Events:").click();
    await page.getByRole("checkbox", { name: /^lesson/ }).check();
    await expect.poll(names).toEqual(["Alone", "Group"]);

    await page.reload();
    await expect.poll(names).toEqual(["Alone", "Group"]);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ events: "lesson", split: "param_1" });
  });

  test("show the days that are chosen, and say what makes no period of them", async ({ start, visit }) => {
    const { url } = await startCourse(start);
    const { page } = await visit(`${url}/overview`, UTC);
    const chart = page.getByRole("figure", { name: "Starts and stops" }).getByRole("img");
    await page.getByRole("radio", { name: "Custom" }).check();
    await page.getByLabel("From").fill("2026-11-25");
    await page.getByLabel("To (inclusive)").fill("2026-11-19");
    await page.getByText("The first date is after the last.").waitFor();
    await page.getByLabel("From").fill("2026-11-18");
    const said = () => chart.getAttribute("aria-label");
    await expect.poll(said).toMatch(/18.* – .*19.*Starts 0/);
    await page.getByLabel("To (inclusive)").fill("2026-11-20");
    await expect.poll(said).toMatch(/18.* – .*20.*Starts 3/);
    await page.reload();
    await expect.poll(said).toMatch(/18.* – .*20.*Starts 3/);
  });
});
