import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { call } from "../sandbox-test.ts";
import { test } from "./browser-test.ts";

/** A page that nobody looks at looks the same to Chromium's driver, so it is told. */
const setVisibility = (page: Page, state: "visible" | "hidden"): Promise<void> =>
  page.evaluate(`{
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "${state}" });
    document.dispatchEvent(new Event("visibilitychange"));
  }`);
const live = (page: Page) => page.getByText("Live", { exact: true });

describe("a page out of sight", () => {
  // Chromium has six connections to a server for all tabs together.
  test("keeps no connection from the others, however many tabs are open", async ({ empty, visit }) => {
    const { page } = await visit(`${empty.url}/people`);
    for (let tab = 1; tab <= 8; tab++) {
      const next = tab === 1 ? page : await page.context().newPage();
      next.setDefaultTimeout(GENEROUS.timeoutMs);
      await next.goto(`${empty.url}/people`);
      await live(next).waitFor();
      await setVisibility(next, "hidden");
    }
  });

  test("is of the moment again once it is seen, without a reload", async ({ empty, visit }) => {
    const { page, mishaps } = await visit(`${empty.url}/people`);
    await live(page).waitFor();
    await setVisibility(page, "hidden");
    await call(empty, "user_did_start_bot", { user_id: "1", first_name: "Anna" });
    await setVisibility(page, "visible");
    await page.getByRole("link", { name: "Anna" }).waitFor();
    await call(empty, "user_did_start_bot", { user_id: "2", first_name: "Boris" });
    await page.getByRole("link", { name: "Boris" }).waitFor();
    await live(page).waitFor();
    expect(mishaps.loads()).toBe(1);
  });
});
