import type { Page } from "playwright-core";

/**
 * What does not fit where it stands, one line for each: a table that has to be scrolled on a wide screen, something
 * that sticks out of its card at the side, words that are higher than the cell or control that holds them.
 */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(FIND_CUT_OFF);
}

/** Runs in the page, whose types are not known here. */
const FIND_CUT_OFF = `(() => {
  const found = [];
  const say = (what, one) => found.push(what + ": " + one.tagName + "." + one.className + " " + one.textContent.trim().slice(0, 60));
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.closest(".visually-hidden") === null;
  // One that cuts off or scrolls what it holds answers for it.
  const holdsIn = (one, card) => {
    for (let at = one.parentElement; at !== null && at !== card; at = at.parentElement) {
      if (getComputedStyle(at).overflowX !== "visible") return true;
    }
    return false;
  };
  for (const table of document.querySelectorAll(".table-scroll")) {
    if (innerWidth > 1000 && table.scrollWidth > table.clientWidth + 1) say("A table is cut off", table);
  }
  for (const one of document.querySelectorAll("main *, header.side *")) {
    if (!isSeen(one)) continue;
    const frame = one.parentElement.closest(".card, .view-head, .main-inner, .side");
    if (frame === null || holdsIn(one, frame)) continue;
    const { right, width } = one.getBoundingClientRect();
    if (width > 0 && right > frame.getBoundingClientRect().right + 1) say("It sticks out at the side", one);
  }
  for (const one of document.querySelectorAll("td, th, .button, .badge, .segmented span, .segmented-field, summary")) {
    if (!isSeen(one) || one.clientHeight === 0) continue;
    const { overflowY } = getComputedStyle(one);
    if (overflowY === "visible" && one.scrollHeight > one.clientHeight + 2) say("Words are higher than their place", one);
  }
  return found;
})()`;
