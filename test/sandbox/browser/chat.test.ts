import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import { EXAMPLE_BOTS, type ExampleBot } from "../../examples/example-bots.ts";
import { GENEROUS } from "../../support/generous.ts";
import { accessibilityFaults } from "./axe.ts";
import { PHONE, WIDE } from "./browser-test.ts";
import { addPerson, call, comeByAd, log, people, personIn, start, test, told, update } from "./chat-page.ts";
import { controlsOutOfReach } from "./controls-out-of-reach.ts";
import { cutOff } from "./cut-off.ts";
import { lowControls } from "./low-controls.ts";
import { SCRIPT } from "./school-month.ts";
import { seenText } from "./seen-text.ts";
import { settled } from "./settled.ts";
import { VK } from "./story.ts";

describe("the chat, before a bot has called", () => {
  test("says which two variables to set, and how each framework takes the address", async ({ quiet, visit }) => {
    const { page } = await visit(`${quiet.url}/chat`, { permissions: ["clipboard-read", "clipboard-write"] });
    const variables = `BOT_TRACKER_SANDBOX=${quiet.url}\nTELEGRAM_API_URL=${quiet.telegramUrl}`;
    await page.getByRole("button", { name: "Copy the variables" }).click();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(variables);
    for (const [framework, words] of [
      ["grammY", "client: { apiRoot:"],
      ["Telegraf", "telegram: { apiRoot:"],
      ["node-telegram-bot-api", "baseApiUrl:"],
    ] as const) {
      await page.getByRole("radio", { name: framework, exact: true }).check({ force: true });
      await page.getByText(words).waitFor();
    }
  });

  test("shows itself as soon as one calls, without a reload", async ({ quiet, visit }) => {
    const { page, mishaps } = await visit(`${quiet.url}/chat`);
    await page.getByRole("heading", { name: "Connect your bot" }).waitFor();
    await call(quiet, "getMe");
    await page.getByRole("button", { name: "New person" }).waitFor();
    expect(mishaps.loads()).toBe(1);
  });

  test("says so where the sandbox has no Telegram", async ({ empty, visit }) => {
    const { page } = await visit(`${empty.url}/chat`);
    await page.getByRole("heading", { name: "This sandbox runs without its Telegram" }).waitFor();
  });
});

describe("a person in the chat", () => {
  test("is made by a click, comes by a link, presses buttons, shares a phone and pays; beside it stands what came of each", async ({
    page,
  }) => {
    await comeByAd(page);
    await log(page).getByText(`/start ${VK.code}`).waitFor();
    await log(page).locator(".chat-key button").first().click();
    await page.getByRole("group", { name: "The bot's keyboard" }).getByRole("button").click();
    await log(page).getByText("+7000").waitFor();
    await log(page).locator(".chat-key button").last().click();
    await log(page).getByRole("button", { name: /^Pay/ }).click();
    await log(page)
      .getByText(/^Paid ₽1,490/)
      .waitFor();

    const byAd = update(page, `/start ${VK.code}`);
    await byAd.getByText(`A start by ${VK.code}`).waitFor();
    await byAd.getByText("on_telegram_webhook").waitFor();
    await byAd.locator(".service-letters.howusedbot").waitFor();
    await update(page, "pre_checkout_query").getByText("no money has moved").waitFor();
    await update(page, "1490 RUB").getByText("Attendance and a payment").first().waitFor();
    const payment = told(page)
      .locator("article")
      .filter({ has: page.getByText("Attendance and a payment") });
    await payment.getByText("add_event").waitFor();
    await payment.getByText("by its time", { exact: true }).first().waitFor();
  });

  test("opens an update to what the bot got", async ({ page, quiet }) => {
    await comeByAd(page);
    const byAd = update(page, `/start ${VK.code}`);
    await byAd.getByText("The update", { exact: true }).click();
    const [forwarded] = await quiet.waitFor({ method: "on_telegram_webhook" }, { timeoutMs: GENEROUS.timeoutMs });
    expect(JSON.parse(await seenText(byAd.locator("pre")))).toEqual(forwarded?.body);
  });

  test("comes without a link, or with any payload that a link can carry", async ({ page }) => {
    await addPerson(page);
    await start(page);
    await update(page, "/start").getByText("A start without a link").waitFor();
    await page.getByRole("combobox", { name: "Came by" }).last().selectOption({ label: "type a payload…" });
    const again = page.getByRole("button", { name: "START again" });
    await page.getByRole("textbox", { name: "Payload" }).fill("no blanks");
    await page.getByText("Only A-Z a-z 0-9 _ -").waitFor();
    expect(await again.isDisabled()).toBe(true);
    await page.getByRole("textbox", { name: "Payload" }).fill("my_ad-1");
    await again.click();
    await update(page, "/start my_ad-1").getByText("A start by my_ad-1").waitFor();
  });

  test("blocks the bot, which both services are told, and comes back by START", async ({ page, quiet }) => {
    await comeByAd(page);
    await log(page).locator(".chat-key button").first().waitFor();
    await page.getByRole("button", { name: "Block", exact: true }).click();
    await log(page).getByText("Blocked the bot", { exact: true }).waitFor();
    const stop = update(page, "member → kicked");
    await stop.getByText("A stop", { exact: true }).waitFor();
    await stop.locator(".service-letters.howusedbot").waitFor();
    await stop.locator(".service-letters.tgtrack").waitFor();
    expect(await page.getByRole("textbox", { name: "Message" }).count()).toBe(0);
    await page.getByRole("button", { name: "START again" }).click();
    await log(page).getByText("Unblocked the bot", { exact: true }).waitFor();
    await update(page, "kicked → member").getByText("That is no start").waitFor();
    await quiet.waitFor({ method: "on_telegram_webhook" }, { count: 3, timeoutMs: GENEROUS.timeoutMs });
  });

  test("is reached by the keyboard alone: arrows between people, Enter to write, Enter to send, Escape back", async ({
    page,
  }) => {
    for (let count = 1; count <= 3; count++) {
      await addPerson(page);
      await expect.poll(() => people(page).count()).toBe(count);
      await start(page);
      await page.getByRole("textbox", { name: "Message" }).waitFor();
    }
    const chosenOne = page.getByRole("listbox", { name: "People" }).getByRole("option", { selected: true });
    const chosen = () => seenText(chosenOne);
    await chosenOne.focus();
    expect(await chosen()).toContain("Vera");
    await page.keyboard.press("ArrowDown");
    await expect.poll(chosen).toContain("Boris");
    await page.keyboard.press("End");
    await expect.poll(chosen).toContain("Anna");
    await page.getByRole("heading", { name: /^Anna/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type("Is anybody there?");
    await page.keyboard.press("Enter");
    await log(page).getByText("Is anybody there?").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("option");
  });

  test("is kept by the address for a reload", async ({ page }) => {
    await comeByAd(page);
    await log(page).getByText(`/start ${VK.code}`).waitFor();
    await page.reload();
    await log(page).getByText(`/start ${VK.code}`).waitFor();
  });

  test("talks with each of several bots apart", async ({ page, run }) => {
    await comeByAd(page);
    await log(page).getByText(`/start ${VK.code}`).waitFor();
    await run(EXAMPLE_BOTS[1] as ExampleBot);
    const bots = page.getByRole("combobox", { name: "Bot", exact: true });
    await expect.poll(() => bots.locator("option").count()).toBe(2);
    const current = await bots.inputValue();
    const values = await bots
      .locator("option")
      .evaluateAll((options) => options.map((each) => each.getAttribute("value")));
    await bots.selectOption(values.find((value) => value !== current) ?? "");
    await log(page).getByText("Press START").waitFor();
  });
});

describe("what the bot does", () => {
  test("is drawn: pictures by name, edits, deletions, links, what it may not do", async ({ quiet, visit }) => {
    await call(quiet, "getMe");
    const { page } = await visit(`${quiet.url}/chat`);
    await addPerson(page);
    await start(page);
    const chat_id = await personIn(page);
    await call(quiet, "sendPhoto", { chat_id, photo: "x", caption: "Look at this" });
    const inline_keyboard = [
      [
        { text: "Site", url: "https://example.com/" },
        { text: "App", web_app: { url: "x" } },
      ],
    ];
    const { result } = await call(quiet, "sendMessage", { chat_id, text: "First", reply_markup: { inline_keyboard } });
    const { message_id } = result as { message_id: number };
    await log(page).getByText("Photo", { exact: true }).waitFor();
    await log(page).getByText("Look at this").waitFor();
    expect(await log(page).getByRole("link", { name: "Site" }).getAttribute("rel")).toContain("noreferrer");
    expect(await log(page).getByRole("button", { name: "App" }).isDisabled()).toBe(true);
    await call(quiet, "editMessageText", { chat_id, message_id, text: "Second" });
    await log(page).getByText("edited").waitFor();
    await log(page).getByText("Second").waitFor();
    await call(quiet, "deleteMessage", { chat_id, message_id });
    await log(page).getByText("deleted by the bot").waitFor();
    await page.getByRole("button", { name: "Block", exact: true }).click();
    await call(quiet, "sendMessage", { chat_id, text: "?" });
    await log(page).getByText("sendMessage failed with 403").waitFor();
  });

  test("explains why nothing was sent: nobody took the update, it is held back, or no tracker told of it", async ({
    quiet,
    visit,
  }) => {
    await call(quiet, "getUpdates", { allowed_updates: ["message"] });
    const { page } = await visit(`${quiet.url}/chat`);
    await addPerson(page);
    await start(page);
    await update(page, "/start").getByText("No bot has asked for it yet").waitFor();
    const { result } = await call(quiet, "getUpdates");
    const [{ update_id }] = result as [{ update_id: number }];
    await call(quiet, "getUpdates", { offset: update_id + 1 });
    await update(page, "/start").getByText("Nothing has arrived yet").waitFor();
    await page.getByRole("button", { name: "Block", exact: true }).click();
    await update(page, "member → kicked").getByText("allowed_updates leave out").waitFor();
  });

  test("cannot break the page, whatever it writes: scripts, marks of direction, control characters, a megabyte", async ({
    quiet,
    visit,
  }) => {
    await call(quiet, "getMe");
    const { page } = await visit(`${quiet.url}/chat`);
    await addPerson(page);
    await start(page);
    const chat_id = await personIn(page);
    const texts = [SCRIPT, "\u202e\u2067 reversed \u0007\u0000\u001b[31m", "W".repeat(4_000), "x".repeat(1_000_000)];
    for (const text of texts) {
      const inline_keyboard = [[{ text: text.slice(0, 200), callback_data: "1" }]];
      const reply_markup = { inline_keyboard };
      await call(quiet, "sendMessage", { chat_id, text, reply_markup });
      await call(quiet, "sendInvoice", {
        chat_id,
        title: text,
        description: text,
        payload: "p",
        currency: text,
        prices: [],
      });
    }
    await call(quiet, "sendMessage", { chat_id, text: "The end" });
    await log(page).getByText("The end").waitFor();
    await log(page).getByText(SCRIPT).first().waitFor();
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(WIDE.width);
    const overflow = await log(page).evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});

describe("an ad that brings people", () => {
  test("shows how many have come, ends when it is told to, and is not shown with another bot", async ({
    page,
    run,
  }) => {
    await page.getByText("An ad brings people").click();
    const form = page.locator(".chat-crowd");
    await form.getByRole("spinbutton", { name: "How many" }).fill("40");
    await form.getByRole("spinbutton", { name: "In seconds" }).fill("20");
    await form.getByRole("combobox").selectOption(VK.code);
    await form.getByRole("button", { name: "Begin" }).click();
    await form.getByText(/^[1-9]\d* of 40 started/).waitFor();
    await form.getByRole("button", { name: "Cancel" }).click();
    await form.getByText("cancelled").waitFor();
    await people(page).first().click();
    await update(page, `/start ${VK.code}`).waitFor();

    await run(EXAMPLE_BOTS[1] as ExampleBot);
    const bots = page.getByRole("combobox", { name: "Bot", exact: true });
    await expect.poll(() => bots.locator("option").count()).toBe(2);
    await bots.selectOption({ index: (await bots.evaluate((one) => Reflect.get(one, "selectedIndex"))) === 0 ? 1 : 0 });
    await form.getByText("cancelled").waitFor({ state: "detached" });
  });
});

describe("on a phone", () => {
  test("the chat shows one pane at a time, and the one that was chosen takes the focus", async ({
    quiet,
    run,
    visit,
  }) => {
    await run(EXAMPLE_BOTS[2] as ExampleBot);
    const { page } = await visit(`${quiet.url}/chat`, { phone: true });
    await addPerson(page);
    const heading = page.getByRole("heading", { name: /^Anna/ });
    await heading.waitFor();
    expect(await heading.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    expect(await page.getByRole("listbox").count()).toBe(0);
    await start(page);
    await log(page).locator(".chat-key button").first().waitFor();
    await page.getByRole("radio", { name: "What was sent" }).check({ force: true });
    await update(page, "/start").getByText("A start without a link").waitFor();
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(PHONE.width);
  });
});

const TIMES = 8;
const JSON_TYPE = { "content-type": "application/json" };

describe("what happens in the chat", () => {
  test("is told to the chat alone: no other view asks for its figures again and again", async ({ quiet, visit }) => {
    const { page } = await visit(`${quiet.url}/links`);
    await settled(page);
    await page.getByText("Live", { exact: true }).waitFor();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    for (let times = 0; times < TIMES; times++) {
      await fetch(`${quiet.url}/api/chat/people`, { method: "POST", headers: JSON_TYPE, body: "{}" });
      // Longer than news and questions are held back to be answered together.
      await sleep(700);
    }
    // What comes after it in the same stream is heard, so that the others would have been.
    await fetch(`${quiet.url}/api/page/links`, { method: "POST", headers: JSON_TYPE, body: '{"name":"After them"}' });
    await page.getByText("After them").waitFor();
    // One is for the link; others may be for the time that passed.
    expect(asked.filter((path) => path === "/api/page/links").length).toBeLessThan(TIMES / 2);
    expect(asked).not.toContain("/api/chat");
  });
});

const LOOKS = [
  { phone: false, colorScheme: "light", locale: "en-US" },
  { phone: false, colorScheme: "dark", locale: "ru-RU" },
  { phone: true, colorScheme: "light", locale: "ru-RU" },
  { phone: true, colorScheme: "dark", locale: "en-US" },
] as const;

describe("axe finds nothing serious in a conversation that has everything", () => {
  test.for([
    ["can write", false],
    ["has blocked the bot", true],
  ] as const)("in all its looks, of a person who %s", async ([, blocks], { page, quiet, visit }) => {
    await comeByAd(page);
    await log(page).locator(".chat-key button").first().click();
    await page.getByRole("group", { name: "The bot's keyboard" }).waitFor();
    await log(page).locator(".chat-key button").last().click();
    await log(page).getByRole("button", { name: /^Pay/ }).click();
    await log(page).getByText(/^Paid/).first().waitFor();
    if (blocks) {
      await page.getByRole("button", { name: "Block", exact: true }).click();
      await log(page).getByText("Blocked the bot", { exact: true }).waitFor();
    }
    for (const look of LOOKS) {
      const { page: seen } = await visit(quiet.url + page.url().slice(quiet.url.length), look);
      await settled(seen);
      const panes = look.phone ? await seen.locator("main .segmented label").all() : [undefined];
      for (const pane of panes) {
        await pane?.click();
        expect(await accessibilityFaults(seen)).toEqual([]);
        const width = look.phone ? PHONE.width : WIDE.width;
        expect(await seen.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
        expect(await cutOff(seen)).toEqual([]);
        if (look.phone) expect(await lowControls(seen)).toEqual([]);
        else expect(await controlsOutOfReach(seen)).toEqual([]);
      }
    }
  });
});
