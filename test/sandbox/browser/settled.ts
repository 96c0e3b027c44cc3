import type { Page } from "playwright-core";

/** Waits until the page shows what it asked for. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  const loading = page.getByText(/^(Loading…|Загрузка…)$/).filter({ visible: true });
  await loading.first().waitFor({ state: "detached" });
  await page.evaluate("document.fonts.ready.then(() => undefined)");
}
