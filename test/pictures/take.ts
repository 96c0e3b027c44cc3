import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startSandbox } from "@bot-tracker/sandbox";
import { type Browser, chromium, type Page } from "playwright-core";
import { EXAMPLE_BOTS } from "../examples/example-bots.ts";
import { findChromium, HOW_TO_INSTALL } from "../sandbox/browser/find-chromium.ts";
import { settled } from "../sandbox/browser/settled.ts";

/*
 * Takes the pictures of the READMEs into docs/images, in both languages: overview and sources of a demo that has run
 * and stays open, and the chat with the example bot on grammY.
 *
 *   npx -y pnpm@12 demo --stay
 *   npx -y pnpm@12 exec node test/pictures/take.ts http://127.0.0.1:<the demo's port>
 */

const FOLDER = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const LOCALES = ["en", "ru"] as const;
type Locale = (typeof LOCALES)[number];

/** What the chat calls what is pressed here. */
const WORDS = {
  en: {
    ...{ conversation: "Conversation", told: "What was sent", addPerson: "New person", startBy: "Came by" },
    ...{ start: "START", keyboard: "The bot's keyboard", pay: /^Pay/ },
  },
  ru: {
    ...{ conversation: "Переписка", told: "Что отправлено", addPerson: "Новый человек", startBy: "Откуда" },
    ...{ start: "START", keyboard: "Клавиатура бота", pay: /^Оплатить/ },
  },
};

const LINK = { code: "PJ4e81c07a2f9", name: "Яндекс.Директ", utm: { source: "yandex", medium: "cpc" } };

/** Whether every chart of the page shows something: they are drawn once their library has been loaded. */
const CHARTS_ARE_DRAWN = `[...document.querySelectorAll("canvas")].every((canvas) =>
  canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0))`;

const [demoUrl] = process.argv.slice(2);
if (demoUrl === undefined)
  throw new Error("Expected the address of a demo that stays open, such as http://127.0.0.1:8790.");
const executablePath = findChromium(process.env);
if (executablePath === null) throw new Error(`No Chromium was found. ${HOW_TO_INSTALL}`);
const browser = await chromium.launch({
  executablePath,
  args: process.getuid?.() === 0 ? ["--no-sandbox", "--disable-gpu"] : ["--disable-gpu"],
});
try {
  for (const locale of LOCALES) {
    await take(browser, { url: `${demoUrl}/overview?period=30d`, locale, name: "sandbox", height: 900 });
    await take(browser, { url: `${demoUrl}/sources`, locale, name: "sources", height: 720, act: openFirstRow });
    await takeChat(browser, locale);
  }
} finally {
  await browser.close();
}

interface Picture {
  url: string;
  locale: Locale;
  name: string;
  height: number;
  /** What is done on the page before it is taken. */
  act?: (page: Page) => Promise<void>;
}

async function take(browser: Browser, { url, locale, name, height, act }: Picture): Promise<void> {
  const context = await browser.newContext({
    ...{ viewport: { width: 1_280, height }, locale, colorScheme: "light" },
  });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  await page.goto(url);
  await settled(page);
  // The page's own rules forbid it to evaluate what Playwright would poll with.
  while (!(await page.evaluate<boolean>(CHARTS_ARE_DRAWN))) await page.waitForTimeout(100);
  await act?.(page);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(FOLDER, `${name}-${locale}.png`), animations: "disabled", caret: "hide" });
  await context.close();
}

/** What an ad system is made up of. */
async function openFirstRow(page: Page): Promise<void> {
  await page.locator(".row-opener button").first().click();
}

/** A sandbox for each language, so that the other one's person is not in the picture. */
async function takeChat(browser: Browser, locale: Locale): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bot-tracker-pictures-"));
  const sandbox = await startSandbox({ telegram: true, links: [LINK] });
  Object.assign(process.env, { BOT_TRACKER_SANDBOX: sandbox.url, BOT_TRACKER_DIR: folder });
  const bot = EXAMPLE_BOTS[0]?.start({
    BOT_TOKEN: "7100000001:picture-of-the-chat-no-real-token-00",
    TELEGRAM_API_URL: sandbox.telegramUrl ?? "",
    PAYMENT_TOKEN: "381764678:TEST:1",
  });
  try {
    const act = (page: Page) => comeByAdAndPay(page, locale);
    await take(browser, { url: `${sandbox.url}/chat`, locale, name: "chat", height: 800, act });
  } finally {
    await bot?.stop();
    await bot?.finished;
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What somebody does whom an ad has brought, up to a payment that both services have been told of. */
async function comeByAdAndPay(page: Page, locale: Locale): Promise<void> {
  const texts = WORDS[locale];
  const log = page.getByRole("log", { name: texts.conversation });
  await page.getByRole("button", { name: texts.addPerson }).click();
  await page.getByRole("combobox", { name: texts.startBy }).last().selectOption(LINK.code);
  await page.getByRole("button", { name: texts.start, exact: true }).click();
  await log.locator(".chat-key button").first().click();
  await page.getByRole("group", { name: texts.keyboard }).getByRole("button").click();
  await log.getByText("+7000").waitFor();
  await log.locator(".chat-key button").last().click();
  await log.getByRole("button", { name: texts.pay }).click();
  const told = page.getByRole("region", { name: texts.told });
  await told.getByText("add_event").nth(1).waitFor();
}
