import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ledger } from "@bot-tracker/core";
import type { Sandbox } from "@bot-tracker/sandbox";
import type { BotHandle } from "@bot-tracker/telegram-simulator";
import { Miniflare, type MiniflareOptions } from "miniflare";
import { freePort } from "../../support/free-port.ts";
import { bundleProgram } from "./bundle-program.ts";
import { telegramCall } from "./telegram-call.ts";

export interface DurableWorkerOptions {
  telegramBot: BotHandle;
  sandbox: Sandbox;
  /** The option `tgtrack`, and `howUsedBot`. */
  tgtrack: object;
  howUsedBot: object;
}

/** A bot on Workers whose reports are kept in a Durable Object, and the runtime that it is in. */
export class DurableWorker {
  readonly #options: MiniflareOptions;
  readonly #folder: string;
  #runtime: Miniflare;

  private constructor(options: MiniflareOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#runtime = new Miniflare(options);
  }

  static async start({ telegramBot, tgtrack, howUsedBot }: DurableWorkerOptions): Promise<DurableWorker> {
    const me = await telegramCall(telegramBot, "getMe", {});
    const folder = mkdtempSync(join(tmpdir(), "bot-tracker-objects-"));
    const worker = new DurableWorker(
      {
        modules: [{ type: "ESModule", path: "worker.mjs", contents: await bundleProgram("durable-bot") }],
        compatibilityDate: "2026-01-01",
        // The same over restarts, so that Telegram finds the bot again.
        port: await freePort(),
        durableObjects: { BOT_TRACKER: { className: "BotTracker", useSQLite: true } },
        durableObjectsPersist: folder,
        bindings: {
          BOT_TOKEN: telegramBot.token,
          BOT_INFO: JSON.stringify(me),
          API_ROOT: telegramBot.apiRoot,
          TGTRACK: JSON.stringify(tgtrack),
          HOWUSEDBOT: JSON.stringify(howUsedBot),
        },
        handleRuntimeStdio() {},
      },
      folder,
    );
    await telegramCall(telegramBot, "setWebhook", { url: await worker.url() });
    return worker;
  }

  async url(): Promise<string> {
    return (await this.#runtime.ready).href;
  }

  /** Ends the object's instance as a crash does. The next call begins another. */
  async crashObject(): Promise<void> {
    await this.#runtime.dispatchFetch("http://worker/crash");
  }

  /** Ends the whole runtime, and begins another with what it has stored. */
  async restartRuntime(): Promise<void> {
    await this.#runtime.dispose();
    this.#runtime = new Miniflare(this.#options);
    await this.#runtime.ready;
  }

  /** What the object has counted. */
  async ledger(): Promise<Ledger> {
    const response = await this.#runtime.dispatchFetch("http://worker/ledger");
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as Ledger;
  }

  async stop(): Promise<void> {
    await this.#runtime.dispose();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
