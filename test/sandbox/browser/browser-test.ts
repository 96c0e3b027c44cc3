import { type Sandbox, type SandboxOptions, startSandbox } from "@bot-tracker/sandbox";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { test as base, expect, inject } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { startSchoolMonth } from "./school-month.ts";
import { playStory, type Story } from "./story.ts";
import { type Mishaps, watchPage } from "./watched-page.ts";

const ARGUMENTS = [
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
const IS_ROOT = process.getuid?.() === 0;

export const WIDE = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** How a person looks at the page. Everything left out: wide, English, light. */
export interface Visit extends BrowserContextOptions {
  /** A phone: narrow, and touched rather than clicked. */
  phone?: boolean;
  /** The moment at which the browser's clock stands still; otherwise it goes as it does. */
  atMs?: number;
}

export interface Visitor {
  page: Page;
  mishaps: Mishaps;
}

export interface BrowserFixtures {
  browser: Browser;
  /** What three example bots have told a sandbox so far. One for all tests of a file. */
  story: Story;
  /** A sandbox with a month of one bot in it. One for all tests of a file, which only look at it. */
  month: Sandbox;
  /** Starts a sandbox of the test's own, which outlives what `visit` opens. */
  start: (options?: SandboxOptions) => Promise<Sandbox>;
  /** Such a sandbox, to which nothing has come yet. */
  empty: Sandbox;
  /** Opens an address in a browser of its own that knows nothing yet. What never may happen in a page fails the test. */
  visit: (url: string, how?: Visit) => Promise<Visitor>;
}

const chromiumPath = inject("chromiumPath");

/** Whether there is a browser at all. */
export const HAS_BROWSER: boolean = chromiumPath !== null;

/** A test in a real browser, for files that add fixtures of their own and skip it where `HAS_BROWSER` is false. */
export const browserTest = base.extend<BrowserFixtures>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs off this pattern.
    async ({}, use) => {
      const browser = await chromium.launch({
        executablePath: chromiumPath ?? "",
        args: IS_ROOT ? ["--no-sandbox", ...ARGUMENTS] : ARGUMENTS,
        timeout: GENEROUS.timeoutMs,
      });
      await use(browser);
      await browser.close();
    },
    { scope: "file" },
  ],
  story: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      await using story = await playStory();
      await use(story);
    },
    { scope: "file" },
  ],
  month: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      await using sandbox = await startSchoolMonth();
      await use(sandbox);
    },
    { scope: "file" },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  start: async ({}, use) => {
    const started: Sandbox[] = [];
    await use(async (options) => {
      const sandbox = await startSandbox(options);
      started.push(sandbox);
      return sandbox;
    });
    for (const sandbox of started) await sandbox.close();
  },
  empty: async ({ start }, use) => {
    await use(await start());
  },
  // It asks for `start` so as to be over before it.
  visit: async ({ browser, start: _start }, use) => {
    const opened: { context: { close(): Promise<void> }; mishaps: Mishaps }[] = [];
    await use(async (url, { phone = false, atMs, ...how } = {}) => {
      const context = await browser.newContext({
        viewport: phone ? PHONE : WIDE,
        locale: "en-US",
        timezoneId: "Europe/Moscow",
        colorScheme: "light",
        ...(phone && { hasTouch: true, isMobile: true, deviceScaleFactor: 2 }),
        ...how,
      });
      context.setDefaultTimeout(GENEROUS.timeoutMs);
      const page = await context.newPage();
      const mishaps = await watchPage(page, new URL(url).origin);
      opened.push({ context, mishaps });
      if (atMs !== undefined) await page.clock.setFixedTime(atMs);
      await page.goto(url);
      return { page, mishaps };
    });
    for (const { context } of opened) await context.close();
    expect(opened.flatMap(({ mishaps }) => mishaps.found)).toEqual([]);
  },
});

/** A test in a real browser, skipped where there is none. */
export const test = browserTest.skipIf(!HAS_BROWSER);
