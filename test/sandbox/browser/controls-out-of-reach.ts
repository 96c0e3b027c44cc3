import type { Page } from "playwright-core";

/**
 * Walks through the page by the key Tab, from its top. What a mouse can reach and Tab does not, and what has the focus
 * without showing it: one line for each.
 */
export async function controlsOutOfReach(page: Page): Promise<string[]> {
  const count = await page.evaluate<number>(NUMBER_CONTROLS);
  const unmarked: string[] = [];
  const reached = new Set<string>();
  // Each once, and what scrolls as well, which may have the focus too.
  for (let step = 0; step < 2 * count + 20 && reached.size < count; step++) {
    await page.keyboard.press("Tab");
    const { at, mark } = await page.evaluate<{ at: string | null; mark: string }>(LOOK_AT_FOCUS);
    if (at !== null) reached.add(at);
    if (mark !== "") unmarked.push(`The focus cannot be seen: ${mark}`);
  }
  const left = await page.evaluate<[string, string][]>(
    '[...document.querySelectorAll("[data-walked]")].map((one) => [one.dataset.walked, one.outerHTML.slice(0, 120)])',
  );
  const missed = left.filter(([number]) => !reached.has(number)).map(([, html]) => `Tab does not lead to: ${html}`);
  return [...unmarked, ...missed];
}

/** Of radio buttons and of what the arrow keys move in, Tab leads to one. Runs in the page. */
const NUMBER_CONTROLS = `(() => {
  document.activeElement?.blur();
  getSelection()?.removeAllRanges();
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const shown = all.filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled);
  const stops = shown.filter((one) => one.type !== "radio" || one.checked).filter((one) => one.role !== "option" || one.tabIndex === 0);
  stops.forEach((one, index) => (one.dataset.walked = String(index)));
  return stops.length;
})()`;

const LOOK_AT_FOCUS = `(() => {
  const at = document.activeElement;
  if (at === null || at === document.body) return { at: null, mark: "" };
  const near = [at, at.nextElementSibling, at.parentElement].filter(Boolean).map((one) => getComputedStyle(one));
  const isMarked = near.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  return { at: at.dataset.walked ?? null, mark: isMarked ? "" : at.outerHTML.slice(0, 120) };
})()`;
