import type { Page } from "playwright-core";

/** What happened in a page that never may, whatever is tested. */
export interface Mishaps {
  /** Dialogs, errors in the console, uncaught errors, what the content security policy refused: one sentence each. */
  readonly found: string[];
  /** How often a document was loaded. */
  readonly loads: () => number;
  /** What the test itself brings about is no mishap, be it to come or past. */
  readonly forgive: (words: RegExp) => void;
}

/** Runs in the page, whose types are not known here. */
const REPORT_VIOLATIONS = `document.addEventListener("securitypolicyviolation", (event) =>
  console.error("The content security policy refused " + event.violatedDirective + " " + event.blockedURI));`;

/** Notes everything that a page of the sandbox must never do, from its first request on. */
export async function watchPage(page: Page, origin: string): Promise<Mishaps> {
  const found: string[] = [];
  const forgiven: RegExp[] = [];
  let loads = 0;
  page.on("dialog", (dialog) => {
    found.push(`A dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => found.push(`A script failed: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    if (forgiven.some((words) => words.test(message.text()))) return;
    // A refused login is the browser's own news, and the test of the password asks for it.
    if (/status of 401/.test(message.text())) return;
    if (["error", "warning"].includes(message.type())) found.push(`The console says: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (request.isNavigationRequest()) loads++;
    const { protocol, origin: asked } = new URL(request.url());
    const isOwn = asked === origin || protocol === "data:" || protocol === "blob:";
    if (!isOwn) found.push(`Something was asked for elsewhere: ${request.url()}`);
  });
  await page.addInitScript(REPORT_VIOLATIONS);
  const forgive = (words: RegExp) => {
    forgiven.push(words);
    found.splice(0, found.length, ...found.filter((mishap) => !words.test(mishap)));
  };
  return { found, loads: () => loads, forgive };
}
