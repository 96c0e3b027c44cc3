import type { Page } from "playwright-core";

/** Controls too low for a thumb, links within a text apart. */
export function lowControls(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll("button, select, input, summary, nav a, .button")]
    .map((one) => (one.matches("input[type=radio], input[type=checkbox]") ? (one.closest("label") ?? one) : one))
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".visually-hidden"))
    .filter((one) => one.getBoundingClientRect().height > 0 && one.getBoundingClientRect().height < 43.5)
    .map((one) => one.tagName + " " + one.className + " " + (one.getAttribute("aria-label") ?? one.textContent.trim()).slice(0, 40) + " " + one.getBoundingClientRect().height)`);
}
