import type { Sandbox } from "@bot-tracker/sandbox";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { call as callService } from "../sandbox-test.ts";
import type { Visitor } from "./browser-test.ts";
import { addPerson, call, log, personIn, start, test, told, update } from "./chat-page.ts";

/** A chat in which somebody has started a bot that answers nothing by itself, and has got what the tests send. */
async function startedChat(quiet: Sandbox, visit: (url: string) => Promise<Visitor>) {
  await call(quiet, "getMe");
  const { page, mishaps } = await visit(`${quiet.url}/chat`);
  await addPerson(page);
  await start(page);
  await update(page, "/start").waitFor();
  return { page, mishaps, chat_id: await personIn(page) };
}

interface Updates {
  result: { callback_query?: { id: string }; pre_checkout_query?: { id: string } }[];
}

const updatesOf = async (quiet: Sandbox) => ((await call(quiet, "getUpdates")) as Updates).result;
const alertIn = (page: Page) => page.locator(".chat-conversation").getByRole("alert");

describe("what the bot answers", () => {
  test("to a button is shown, beside what was pressed", async ({ quiet, visit }) => {
    const { page, chat_id } = await startedChat(quiet, visit);
    const inline_keyboard = [[{ text: "Sign me up", callback_data: "sign" }]];
    await call(quiet, "sendMessage", { chat_id, text: "Well?", reply_markup: { inline_keyboard } });
    await log(page).getByRole("button", { name: "Sign me up" }).click();
    await log(page).getByText("Pressed Sign me up").waitFor();
    const query = (await updatesOf(quiet)).at(-1)?.callback_query;
    await call(quiet, "answerCallbackQuery", { callback_query_id: query?.id, text: "You are on the list" });
    await log(page).getByText("The bot showed You are on the list").waitFor();
  });

  test("before a payment decides: while it is asked nothing can be paid, and what it refuses has its reason", async ({
    quiet,
    visit,
  }) => {
    const { page, chat_id } = await startedChat(quiet, visit);
    const invoice = { title: "Course", description: "Ten lessons", payload: "c", currency: "RUB" };
    await call(quiet, "sendInvoice", { chat_id, ...invoice, prices: [{ label: "Course", amount: 149_050 }] });
    const pay = log(page).getByRole("button", { name: "Pay ₽1,490.50" });
    await pay.click();
    await log(page).getByText("Waiting for the bot to agree…").waitFor();
    expect(await pay.isDisabled()).toBe(true);
    const question = (await updatesOf(quiet)).at(-1)?.pre_checkout_query;
    const refusal = { ok: false, error_message: "No places left" };
    await call(quiet, "answerPreCheckoutQuery", { pre_checkout_query_id: question?.id, ...refusal });
    await log(page).getByText("The bot did not agree: No places left").waitFor();
    expect(await pay.isEnabled()).toBe(true);
    expect(await log(page).getByText(/^Paid/).count()).toBe(0);
  });

  test("with a keyboard is written by a click, and a keyboard for once goes with it", async ({ quiet, visit }) => {
    const { page, chat_id } = await startedChat(quiet, visit);
    const reply_markup = { keyboard: [["Coffee", "Tea"]], one_time_keyboard: true, input_field_placeholder: "Which?" };
    await call(quiet, "sendMessage", { chat_id, text: "Coffee or tea?", reply_markup });
    await page.getByPlaceholder("Which?").waitFor();
    const keyboard = page.getByRole("group", { name: "The bot's keyboard" });
    await keyboard.getByRole("button", { name: "Tea" }).click();
    await log(page).getByText("Tea", { exact: true }).waitFor();
    await expect.poll(() => keyboard.count()).toBe(0);
    await update(page, "Tea").getByText("Attendance", { exact: true }).waitFor();
  });
});

describe("what a person does", () => {
  test("with the button Unblock lifts the block, and is said to be no start", async ({ quiet, visit }) => {
    const { page } = await startedChat(quiet, visit);
    await page.getByRole("button", { name: "Block", exact: true }).click();
    await page.getByText("This person has blocked the bot").waitFor();
    await page.getByRole("button", { name: "Unblock", exact: true }).click();
    await log(page).getByText("Unblocked the bot", { exact: true }).waitFor();
    await update(page, "kicked → member").getByText("That is no start").waitFor();
    await page.getByRole("textbox", { name: "Message" }).fill("I am back");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await log(page).getByText("I am back", { exact: true }).waitFor();
    expect(await page.getByRole("textbox", { name: "Message" }).inputValue()).toBe("");
  });

  test("is refused in words where Telegram would not allow it, until something else is done", async ({
    quiet,
    visit,
  }) => {
    const { page, mishaps, chat_id } = await startedChat(quiet, visit);
    const invoice = { title: "Course", description: "Ten lessons", payload: "c", currency: "RU" };
    await call(quiet, "sendInvoice", { chat_id, ...invoice, prices: [{ label: "Course", amount: 100 }] });
    await log(page).getByRole("button", { name: /^Pay/ }).click();
    await alertIn(page)
      .getByText(/Expected the currency to be/)
      .waitFor();
    await page.getByRole("button", { name: "Share the phone number" }).click();
    await log(page).getByText("Phone number", { exact: true }).waitFor();
    await expect.poll(() => alertIn(page).count()).toBe(0);
    // Which the browser says in its console, too.
    mishaps.forgive(/status of 400/);
  });
});

describe("what the services were told", () => {
  test("of a person without any update of theirs stands apart, and opens", async ({ quiet, visit }) => {
    const { page, chat_id } = await startedChat(quiet, visit);
    await callService(quiet, "add_event", { user_id: String(chat_id), event_type: "sale" });
    const others = told(page).getByText("Other requests about this person (1)");
    await others.click();
    await told(page).getByRole("link", { name: "add_event" }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get("user")).toBe(String(chat_id));
    await page.locator("tr.request-open").getByText('"sale"').waitFor();
  });
});

describe("an ad that brings people", () => {
  test("comes to its end by itself, and says who wrote and who blocked the bot", async ({ quiet, visit }) => {
    await call(quiet, "getMe");
    const { page } = await visit(`${quiet.url}/chat`);
    await page.getByText("An ad brings people").click();
    const form = page.locator(".chat-crowd");
    await form.getByRole("spinbutton", { name: "How many" }).fill("10");
    await form.getByRole("spinbutton", { name: "In seconds" }).fill("1");
    await form.getByRole("button", { name: "Begin" }).click();
    await form.getByText("10 of 10 started").waitFor();
    await form.getByText("all are here").waitFor();
    await form.getByText(/[1-9] wrote, [1-9] blocked the bot, 0 paid/).waitFor();
    expect(await page.getByRole("option").filter({ hasText: "blocked the bot" }).count()).toBeGreaterThan(0);
    await form.getByRole("button", { name: "Begin" }).waitFor();
  });
});
