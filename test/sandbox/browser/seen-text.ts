import type { Locator } from "playwright-core";

/** The text of an element as a person sees it, once the element is there: lines apart, and nothing that is hidden. */
export function seenText(element: Locator): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: Playwright's method; textContent runs the lines together.
  return element.innerText();
}
