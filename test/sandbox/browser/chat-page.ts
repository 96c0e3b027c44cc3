import type { Sandbox } from "@bot-tracker/sandbox";
import type { Locator, Page } from "playwright-core";
import { expect, vi } from "vitest";
import { EXAMPLE_BOTS, type ExampleBot } from "../../examples/example-bots.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { browserTest, HAS_BROWSER } from "./browser-test.ts";
import { VK } from "./story.ts";

const TOKEN = "7000000000777:SIMULATED-in-the-browser";

/** What the tests of the chat in a browser begin with. */
export interface ChatFixtures {
  /** A sandbox with a Telegram, to which no bot has called yet. */
  quiet: Sandbox;
  /** Runs an example bot on it until the test ends. */
  run: (example: ExampleBot) => Promise<void>;
  /** Such a sandbox with the example bot on grammY, and a page that shows the chat. */
  page: Page;
}

export const test = browserTest
  .extend<ChatFixtures>({
    quiet: async ({ start }, use) => {
      await use(await start({ telegram: true, links: [VK], limits: "none" }));
    },
    run: async ({ quiet }, use) => {
      const running: ReturnType<ExampleBot["start"]>[] = [];
      await use(async (example) => {
        vi.stubEnv("BOT_TRACKER_SANDBOX", quiet.url);
        vi.stubEnv("BOT_TRACKER_DIR", temporaryFolder());
        const token = `${running.length + 1}${TOKEN}`;
        const env = { BOT_TOKEN: token, TELEGRAM_API_URL: quiet.telegramUrl ?? "", PAYMENT_TOKEN: "381764678:TEST:1" };
        running.push(example.start(env));
        vi.unstubAllEnvs();
      });
      await Promise.all(running.map(async (bot) => [await bot.stop(), await bot.finished]));
    },
    page: async ({ quiet, run, visit }, use) => {
      await run(EXAMPLE_BOTS[0] as ExampleBot);
      const { page } = await visit(`${quiet.url}/chat`);
      await use(page);
    },
  })
  .skipIf(!HAS_BROWSER);

export const log = (page: Page): Locator => page.getByRole("log", { name: "Conversation" });
export const people = (page: Page): Locator => page.getByRole("listbox", { name: "People" }).getByRole("option");
export const told = (page: Page): Locator => page.getByRole("region", { name: "What was sent" });
/** The update whose gist or kind is this. */
export const update = (page: Page, words: string | RegExp): Locator =>
  told(page).locator("article").filter({ hasText: words });
export const addPerson = (page: Page): Promise<void> => page.getByRole("button", { name: "New person" }).click();
export const start = (page: Page): Promise<void> => page.getByRole("button", { name: "START", exact: true }).click();

/** Somebody who has just pressed START, by an ad's link. */
export async function comeByAd(page: Page): Promise<void> {
  await addPerson(page);
  await page.getByRole("combobox", { name: "Came by" }).last().selectOption(VK.code);
  await start(page);
}

/** Calls the Bot API as a bot without any framework. */
export async function call({ telegramUrl }: Sandbox, method: string, params: object = {}): Promise<{ result: never }> {
  const response = await fetch(`${telegramUrl}/bot${TOKEN}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(params),
  });
  return (await response.json()) as { result: never };
}

/** Whom the page's person is for the bot. */
export async function personIn(page: Page): Promise<number> {
  await expect.poll(() => new URL(page.url()).searchParams.get("person")).not.toBeNull();
  return Number(new URL(page.url()).searchParams.get("person"));
}
