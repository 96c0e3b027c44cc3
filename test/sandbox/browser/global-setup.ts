/** Once for all browser tests: the page they look at is built, and the browser that they look with is found. */
import type { TestProject } from "vitest/node";
import { buildPage } from "./build-page.ts";
import { findChromium, HOW_TO_INSTALL } from "./find-chromium.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where Chromium is; null where there is none, and then no browser test can run. */
    chromiumPath: string | null;
  }
}

export default async function setUp(project: TestProject): Promise<void> {
  const path = findChromium(process.env);
  project.provide("chromiumPath", path);
  if (path === null) console.warn(`No Chromium was found, so the browser tests are skipped. ${HOW_TO_INSTALL}`);
  else await buildPage();
}
