import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { VIEWS } from "../../../packages/sandbox/src/wire/views.ts";
import { accessibilityFaults } from "./axe.ts";
import { PHONE, test } from "./browser-test.ts";
import { cutOff } from "./cut-off.ts";
import { lowControls } from "./low-controls.ts";
import { EVENING_MS } from "./school-month.ts";
import { settled } from "./settled.ts";

/** A folder: every view is photographed into it, in all its appearances. */
const { SCREENSHOTS } = process.env;

const LOOKS = [
  { phone: false, colorScheme: "light", locale: "en-US" },
  { phone: false, colorScheme: "dark", locale: "ru-RU" },
  { phone: true, colorScheme: "light", locale: "ru-RU" },
  { phone: true, colorScheme: "dark", locale: "en-US" },
  ...(SCREENSHOTS === undefined ? [] : ([{ phone: false, colorScheme: "light", locale: "ru-RU" }] as const)),
] as const;

const PERSON = `/people/${500_100_000 + 319 * 7_919}`;
const PLACES = [...VIEWS, { name: "person", path: PERSON }, { name: "costs", path: "/sources/costs" }];

describe.for(LOOKS)("in $colorScheme colours, phone: $phone, in $locale", (look) => {
  test.for(PLACES)(
    "axe finds nothing serious in $name, it fits the screen's width, and nothing in it is cut off",
    async ({ name, path }, { month, visit }) => {
      // Today and yesterday are the same every time.
      const { page } = await visit(month.url + path, { ...look, atMs: EVENING_MS });
      await settled(page);

      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
        look.phone ? PHONE.width : (page.viewportSize()?.width ?? 0),
      );
      expect(await cutOff(page)).toEqual([]);
      await photograph(page, `${name}-${look.locale.slice(0, 2)}-${look.phone ? "phone" : "wide"}-${look.colorScheme}`);
    },
  );
});

describe.for(LOOKS)("before anything has arrived, in $colorScheme colours, phone: $phone, in $locale", (look) => {
  test.for([...VIEWS, { name: "costs", path: "/sources/costs" }, { name: "nothing", path: "/not-there" }])(
    "axe finds nothing serious in $name, it fits the screen's width, and nothing in it is cut off",
    async ({ path }, { start, visit }) => {
      const { url } = await start({ telegram: true });
      const { page, mishaps } = await visit(url + path, look);
      // Whoever asks for what is not there is told so by the status too.
      if (path === "/not-there") mishaps.forgive(/status of 404/);
      await settled(page);

      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
        look.phone ? PHONE.width : (page.viewportSize()?.width ?? 0),
      );
      expect(await cutOff(page)).toEqual([]);
      if (look.phone) expect(await lowControls(page)).toEqual([]);
    },
  );
});

test.for(LOOKS)(
  "the page without a password can be read, in $colorScheme colours, phone: $phone, in $locale",
  async (look, { start, visit }) => {
    const sandbox = await start({ password: "open sesame" });
    // With wrong ones Chromium shows what it is answered, and waits for nobody to fill in its own dialog.
    const { page } = await visit(`${sandbox.url}/overview`, {
      ...look,
      httpCredentials: { username: "me", password: "wrong" },
    });
    await page.getByRole("heading", { level: 1 }).waitFor();

    expect(await page.evaluate("document.documentElement.lang")).toBe(look.locale.slice(0, 2));
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
      page.viewportSize()?.width ?? 0,
    );
    await photograph(page, `password-${look.locale.slice(0, 2)}-${look.phone ? "phone" : "wide"}-${look.colorScheme}`);
  },
);

async function photograph(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: "disabled" });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}-whole.png`), animations: "disabled", fullPage: true });
}
