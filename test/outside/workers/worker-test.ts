import type { Readable } from "node:stream";
import { type Sandbox, type SandboxOptions, startSandbox } from "@bot-tracker/sandbox";
import { type BotHandle, startTelegramSimulator, type TelegramSimulator } from "@bot-tracker/telegram-simulator";
import { Miniflare } from "miniflare";
import { test as base } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import { bundleProgram } from "./bundle-program.ts";
import { telegramCall } from "./telegram-call.ts";

/** How a Worker is deployed. */
export interface Deployment {
  program: "bot-per-request" | "bot-per-isolate";
  compatibilityDate: string;
  /** Whether the Worker asks for Node's API. */
  nodejsCompat: boolean;
}

export interface WorkerFixtures {
  telegram: TelegramSimulator;
  telegramBot: BotHandle;
  /** Starts the services. They keep no limits unless the options say so. */
  services(options?: SandboxOptions): Promise<Sandbox>;
  /** Deploys a bot, and tells Telegram of its webhook. Resolves to everything that the Worker logs. */
  deploy(
    deployment: Deployment,
    sandbox: Pick<Sandbox, "url">,
    options?: { limits?: readonly object[] },
  ): Promise<string[]>;
}

const KEY = "tg-key-5f0c6c1e9b";
const TOKEN = "hub-token-77aa31c0";
const WIDE = [{ limit: 100_000, perMs: 1000 }];

export const test = base.extend<WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs off this pattern.
  telegram: async ({}, use) => {
    const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs, webhookRetryDelayMs: 1 });
    await use(telegram);
    await telegram.close();
  },
  telegramBot: async ({ telegram }, use) => use(telegram.addBot({ username: "course_bot" })),
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  services: async ({}, use) => {
    const started: Sandbox[] = [];
    await use(async (options = {}) => {
      const sandbox = await startSandbox({ keys: [KEY, TOKEN], limits: "none", strictUserIds: true, ...options });
      started.push(sandbox);
      return sandbox;
    });
    for (const sandbox of started) await sandbox.close();
  },
  deploy: async ({ telegramBot }, use) => {
    const deployed: Miniflare[] = [];
    await use(async ({ program, compatibilityDate, nodejsCompat }, sandbox, { limits = WIDE } = {}) => {
      const said: string[] = [];
      const hub = `${sandbox.url}/bin/webhooks/6438/181/4opQGmB6OlHqqPRM`;
      const worker = new Miniflare({
        modules: [{ type: "ESModule", path: "worker.mjs", contents: await bundleProgram(program) }],
        compatibilityDate,
        compatibilityFlags: nodejsCompat ? ["nodejs_compat"] : [],
        bindings: {
          BOT_TOKEN: telegramBot.token,
          BOT_INFO: JSON.stringify(await telegramCall(telegramBot, "getMe", {})),
          API_ROOT: telegramBot.apiRoot,
          TGTRACK: JSON.stringify({ apiKey: KEY, url: `${sandbox.url}/v1`, limits }),
          HOWUSEDBOT: JSON.stringify({ apiToken: TOKEN, url: hub, limits: WIDE }),
        },
        handleRuntimeStdio(stdout: Readable, stderr: Readable) {
          for (const stream of [stdout, stderr]) stream.on("data", (chunk: Buffer) => void said.push(chunk.toString()));
        },
      });
      deployed.push(worker);
      await telegramCall(telegramBot, "setWebhook", { url: (await worker.ready).href });
      return said;
    });
    await Promise.all(deployed.map((worker) => worker.dispose()));
  },
});
