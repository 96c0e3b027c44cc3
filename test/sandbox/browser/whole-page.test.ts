import { createServer } from "node:http";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { VIEWS } from "../../../packages/sandbox/src/wire/views.ts";
import { call } from "../sandbox-test.ts";
import { PHONE, test } from "./browser-test.ts";
import { controlsOutOfReach } from "./controls-out-of-reach.ts";
import { lowControls } from "./low-controls.ts";
import { settled } from "./settled.ts";
import type { Mishaps } from "./watched-page.ts";

/** The placeholders that are wider than their fields. Runs in the page, whose types are not known here. */
const CUT_PLACEHOLDERS = `[...document.querySelectorAll("input[placeholder]")].filter((field) => {
  const style = getComputedStyle(field);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return field.checkVisibility() && pen.measureText(field.placeholder).width > room + 0.5;
}).map((field) => field.placeholder)`;

const headline = (page: Page) => page.getByRole("heading", { level: 1 });

describe("the language", () => {
  test.for([
    ["ru-RU", "ru", "Запросы"],
    ["en-US", "en", "Requests"],
    ["de-DE", "en", "Requests"],
  ] as const)("is the browser's: %s shows %s", async ([locale, language, title], { empty, visit }) => {
    const { page } = await visit(`${empty.url}/`, { locale });

    await expect.poll(() => headline(page).allInnerTexts()).toEqual([title]);
    expect(await page.locator("html").getAttribute("lang")).toBe(language);
  });

  test("is changed by the switch, in every view, and remembered", async ({ empty, visit }) => {
    const { page } = await visit(`${empty.url}/`);
    await page.getByRole("radio", { name: "RU" }).check();
    for (const { path, title } of VIEWS) {
      await page.goto(empty.url + path);
      await expect.poll(() => headline(page).allInnerTexts()).toEqual([title.ru]);
    }
    await page.getByRole("radio", { name: "EN" }).check();
    await page.reload();
    await expect.poll(() => headline(page).allInnerTexts()).toEqual(["Settings"]);
  });

  test("is Russian throughout: no view has English words but names", async ({ month, visit }) => {
    const { page } = await visit(`${month.url}/`, { locale: "ru-RU" });
    for (const { path } of VIEWS) {
      await page.goto(month.url + path);
      await settled(page);
      const words = (await page.locator("h1, h2, h3, label, button, th[scope=col], summary, dt").allInnerTexts()).join(
        "\n",
      );
      expect(words).not.toMatch(/\b(the|of|and|all|requests?|starts?|people|show|switch|search|service|copy)\b/i);
    }
  });
});

describe("the colours", () => {
  test("are those the browser prefers, until they are switched, and that is remembered", async ({ empty, visit }) => {
    const { page } = await visit(`${empty.url}/`, { colorScheme: "dark" });
    const background = () => page.evaluate<string>("getComputedStyle(document.documentElement).backgroundColor");
    const dark = await background();
    await page.getByRole("button", { name: "Light theme" }).click();
    await expect.poll(background).not.toBe(dark);
    const light = await background();

    await page.reload();
    await page.getByRole("button", { name: "Dark theme" }).waitFor();
    expect(await background()).toBe(light);
  });
});

describe("on a phone", () => {
  test("every view is reached by touch, without loading the page anew", async ({ story, visit }) => {
    const { page, mishaps } = await visit(`${story.sandbox.url}/`, { phone: true });
    for (const { title } of VIEWS) {
      const link = page.getByRole("navigation").getByRole("link", { name: title.en });
      if (!(await link.isVisible())) await page.getByRole("button", { name: "More" }).tap();
      await link.tap();
      await expect.poll(() => headline(page).allInnerTexts()).toEqual([title.en]);
    }
    expect(mishaps.loads()).toBe(1);
  });

  test("nothing is wider than the screen, and what is touched is at least 44 pixels high", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/`, { phone: true });
    for (const { name, path } of [...VIEWS, { name: "costs", path: "/sources/costs" }]) {
      await page.goto(story.sandbox.url + path);
      await settled(page);
      expect(await page.evaluate<number>("document.documentElement.scrollWidth"), name).toBe(PHONE.width);
      expect(await lowControls(page), name).toEqual([]);
    }
  });

  test("a request opens by a touch, and its body fits", async ({ empty, visit }) => {
    await call(empty, "my_bot_was_stopped", { user_id: "1", note: "x".repeat(200) });
    const { page } = await visit(`${empty.url}/`, { phone: true });
    await page
      .getByRole("button", { name: /: details$/ })
      .first()
      .tap();
    const body = page.locator("tr.request-open pre");
    await body.waitFor();

    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(PHONE.width);
    // What is wider than its place is cut off, and widens no page.
    expect(await body.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
    const { x = 0, width = 0 } = (await body.boundingBox()) ?? {};
    expect(x + width).toBeLessThanOrEqual(PHONE.width);
  });
});

describe("what is written in a field before anything is typed", () => {
  test.for([
    ["en-US", false],
    ["ru-RU", false],
    ["en-US", true],
    ["ru-RU", true],
  ] as const)("is not cut off, in %s, on a phone: %s", async ([locale, phone], { month, visit }) => {
    const { page } = await visit(`${month.url}/`, { locale, phone });
    for (const path of [...VIEWS.map((view) => view.path), "/sources/costs"]) {
      await page.goto(month.url + path);
      await settled(page);
      expect(await page.evaluate<string[]>(CUT_PLACEHOLDERS), path).toEqual([]);
    }
  });
});

describe("an address at which there is nothing", () => {
  test("says so on the page, which leads back; a program still gets JSON", async ({ empty, visit }) => {
    for (const path of ["/no-such-page", "/people/1/2", "/sources/nothing"]) {
      const answer = await fetch(empty.url + path, { headers: { accept: "text/html,*/*" } });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "text/html; charset=UTF-8"]);
      const program = await fetch(empty.url + path);
      expect([program.status, program.headers.get("content-type")]).toEqual([404, "application/json"]);
    }
    const { page, mishaps } = await visit(`${empty.url}/`);
    // The browser says in its console that it got a 404, which is right.
    await page.goto(`${empty.url}/no-such-page`);
    await expect.poll(() => headline(page).allInnerTexts()).toEqual(["There is no such page"]);
    await page.getByRole("main").getByRole("link").click();
    await expect.poll(() => headline(page).allInnerTexts()).toEqual(["Requests"]);
    mishaps.forgive(/status of 404/);
  });

  test("asks for the password too", async ({ start }) => {
    const guarded = await start({ password: "a long password" });
    const accept = "text/html";
    expect((await fetch(`${guarded.url}/no-such-page`, { headers: { accept } })).status).toBe(401);
    const authorization = `Basic ${btoa("any:a long password")}`;
    expect((await fetch(`${guarded.url}/no-such-page`, { headers: { accept, authorization } })).status).toBe(404);
  });
});

describe("by keyboard alone", () => {
  test("one gets past the ways between the views, to a filter, and opens a request", async ({ story, visit }) => {
    const { page } = await visit(`${story.sandbox.url}/`);
    await page
      .getByRole("button", { name: /: details$/ })
      .first()
      .waitFor();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the content");
    await page.keyboard.press("Enter");

    await tabTo(page, "Search");
    await page.keyboard.type("add_event");
    await expect.poll(() => page.getByRole("button", { name: /: details$/ }).count()).toBe(6);
    await tabTo(page, /: details$/);
    await page.keyboard.press("Enter");
    await page.locator("tr.request-open pre").waitFor();
    expect(await focused(page)).toMatch(/: details$/);
  });

  test("one goes to another view and along its charts, whose figures are said", async ({ month, visit }) => {
    const { page } = await visit(`${month.url}/`);
    await headline(page).waitFor();
    await tabTo(page, "Overview");
    await page.keyboard.press("Enter");
    await page.getByRole("slider").first().waitFor();
    // A screen reader goes on at the heading of what has come.
    expect(await focused(page)).toBe("Overview");
    expect(await page.evaluate("document.activeElement.tagName")).toBe("H1");

    await tabTo(page, /a point in time$/);
    const said = () => page.getByRole("slider").first().getAttribute("aria-valuetext");
    const last = await said();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(said).not.toBe(last);
    await page.keyboard.press("End");
    await expect.poll(said).toBe(last);
  });

  test("one gets to every control of every view, and sees where one is: what has the focus is marked", async ({
    story,
    visit,
  }) => {
    const { page } = await visit(`${story.sandbox.url}/`);
    for (const path of [...VIEWS.map((view) => view.path), "/sources/costs"]) {
      await page.goto(story.sandbox.url + path);
      await settled(page);
      expect(await controlsOutOfReach(page), path).toEqual([]);
    }
  });
});

describe("the buttons that copy", () => {
  test("copy where the browser keeps its clipboard from a page: on another machine, without https", async ({
    empty,
    visit,
  }) => {
    const { page } = await visit(`${empty.url}/links`);
    await page.addInitScript("delete Navigator.prototype.clipboard");
    await page.reload();
    await page.getByRole("button", { name: "Copy the environment variable for this sandbox" }).click();
    const name = page.getByLabel("Name", { exact: true });
    await name.focus();
    await page.keyboard.press("ControlOrMeta+V");

    await expect.poll(() => name.inputValue()).toBe(`BOT_TRACKER_SANDBOX=${empty.url}`);
  });
});

describe("a password", () => {
  test("is asked for by every view, and lets one in", async ({ start, visit }) => {
    const sandbox = await start({ password: "correct horse" });
    const wrong = { authorization: `Basic ${btoa("anyone:wrong horse")}` };
    const ask = async (path: string, headers = {}) => (await fetch(sandbox.url + path, { headers })).status;
    for (const path of [...VIEWS.map((view) => view.path), "/api/page/status", "/api/page/live", "/api/chat"]) {
      expect(await ask(path)).toBe(401);
    }
    // Not everywhere: after ten wrong ones the right one would have to wait as well.
    for (const path of ["/", "/api/page/status"]) expect(await ask(path, wrong)).toBe(401);

    const credentials = { username: "anyone", password: "correct horse" };
    const { page } = await visit(`${sandbox.url}/`, { httpCredentials: credentials });
    await page.getByText("Nothing has arrived yet").waitFor();
    await page.getByText("Live", { exact: true }).first().waitFor();
  });

  test("that a page was opened without is named by it, and what it showed stays", async ({ start, visit }) => {
    const first = await start();
    await call(first, "my_bot_was_stopped", { user_id: "1" });
    // Without any, Chromium would wait for somebody to fill in its own dialog.
    const httpCredentials = { username: "anyone", password: "wrong horse" };
    const { page, mishaps } = await visit(`${first.url}/`, { httpCredentials });
    const row = page.getByRole("button", { name: /^my_bot_was_stopped, .*: details$/ });
    await row.waitFor();
    await first.close();
    await start({ port: Number(new URL(first.url).port), password: "correct horse" });

    await page.getByText("The sandbox needs its password. Reload the page to enter it.").first().waitFor();
    expect(await row.count()).toBe(1);
    forgetFailedLoads(mishaps);
  });
});

describe("a sandbox that goes away", () => {
  test("is missed in words, and heard of again when it is back", async ({ start, visit }) => {
    const first = await start();
    const { page, mishaps } = await visit(`${first.url}/`);
    await page.getByText("Live", { exact: true }).first().waitFor();
    await first.close();
    await page.getByText("Not connected").first().waitFor();
    await start({ port: Number(new URL(first.url).port) });
    await page.getByText("Live", { exact: true }).first().waitFor();

    expect(mishaps.loads()).toBe(1);
    forgetFailedLoads(mishaps);
  });

  test("is heard of again after a proxy has answered in its place", async ({ start, visit }) => {
    const first = await start();
    const port = Number(new URL(first.url).port);
    const { page, mishaps } = await visit(`${first.url}/`);
    await page.getByText("Live", { exact: true }).first().waitFor();
    await first.close();
    const proxy = createServer((_request, response) => void response.writeHead(502).end()).listen(port, "127.0.0.1");
    await page.waitForResponse((response) => response.status() === 502 && response.url().endsWith("/api/page/live"));
    await new Promise((closed) => {
      proxy.close(closed);
      proxy.closeAllConnections();
    });
    await start({ port });
    await page.getByText("Live", { exact: true }).first().waitFor();

    expect(mishaps.loads()).toBe(1);
    forgetFailedLoads(mishaps);
  });
});

/** That it could not be reached, the browser writes into its console by itself. */
function forgetFailedLoads({ found }: Mishaps): void {
  found.splice(0, Number.POSITIVE_INFINITY, ...found.filter((one) => !/ERR_|status of 502/.test(one)));
}

/** The name of what has the focus, as it is read out. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    "document.activeElement.getAttribute('aria-label') ?? document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent.trim()",
  );
}

async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (typeof name === "string" ? at === name : name.test(at)) return;
    seen.push(at.slice(0, 40));
  }
  throw new Error(`The key Tab did not lead to ${name}. It led to: ${seen.join(", ")}`);
}
