import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Ledger } from "@bot-tracker/grammy";
import type { Counts } from "./bot/counts.ts";

/** What every process of the fleet shares. */
export interface MachineSurroundings {
  botToken: string;
  webhookSecret: string;
  redisUrl: string;
  telegramApiUrl: string;
  sandboxUrl: string;
}

const PROGRAM = fileURLToPath(new URL("./bot/main.ts", import.meta.url));
/** What a process writes is shown at the end, and is to be the bot's own words only. */
const NO_NODE_NEWS = "--disable-warning=ExperimentalWarning";
/** The bot takes 5 seconds at most to hand on what it has; whoever takes longer than this is stuck. */
const STOP_TIMEOUT_MS = 60_000;
const KEPT_OUTPUT_CHARS = 4_000;

/** One machine of the fleet: a process of the bot, and a folder of its own for what is not in Redis yet. */
export class Machine {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #listening: Promise<number>;
  #counts: Counts = { recorded: 0, sent: 0 };
  #ledger: Ledger = {};
  #output = "";
  #isEnding = false;

  constructor(name: string, folder: string, surroundings: MachineSurroundings) {
    this.name = name;
    // Without a shell or a package manager between, which would not pass signals on.
    this.#process = spawn(process.execPath, [NO_NODE_NEWS, PROGRAM], {
      env: machineEnvironment(folder, surroundings, process.env),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#closed = once(this.#process, "close");
    this.#closed.catch(() => undefined);
    this.#listening = new Promise((resolve) => {
      for (const stream of [this.#process.stdout, this.#process.stderr]) {
        stream?.on("data", (chunk: Buffer) => {
          this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT_CHARS);
          const port = /^Waiting for updates on port (\d+)\.$/m.exec(this.#output)?.[1];
          if (port !== undefined) resolve(Number(port));
        });
      }
    });
  }

  /** As it last said: a process that is killed says no more. */
  get counts(): Counts {
    return this.#counts;
  }

  /** What its tracker said last of the outbox that all share. */
  get ledger(): Ledger {
    return this.#ledger;
  }

  /** The end of what it wrote to its console, besides that it waits for updates. */
  get output(): string {
    return this.#output.replace(/^Waiting for updates.*\n/m, "").trim();
  }

  /**
   * Resolves with its port as soon as it takes updates.
   *
   * @throws {Error} as a rejection: it ended before
   */
  async untilListening(): Promise<number> {
    return Promise.race([this.#listening, this.untilItFails()]);
  }

  /** Rejects when the process ends before it was told to. */
  async untilItFails(): Promise<never> {
    await this.#closed;
    if (this.#isEnding) return new Promise(() => undefined);
    throw new Error(`${this.name} ended by itself, ${this.#describeEnd()}`);
  }

  /** Asks it anew. A process that does not answer leaves what it said before. */
  async askCounts(): Promise<void> {
    if (this.#isEnding) return;
    const port = await this.#listening;
    const answer = await fetch(`http://127.0.0.1:${port}/counts`).catch(() => undefined);
    if (answer === undefined) return;
    const { recorded, sent, ledger } = (await answer.json()) as Counts & { ledger: Ledger };
    this.#counts = { recorded, sent };
    this.#ledger = ledger;
  }

  /** Ends it as a fault would, in the middle of whatever it does. */
  async kill(): Promise<void> {
    this.#isEnding = true;
    this.#process.kill("SIGKILL");
    await this.#closed;
  }

  /** Ends it as a deployment would, and says what went wrong with that, if anything did. */
  async stop(): Promise<string | undefined> {
    if (this.#isEnding) return undefined;
    this.#isEnding = true;
    this.#process.kill("SIGTERM");
    const tooLate = setTimeout(() => this.#process.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await this.#closed;
    clearTimeout(tooLate);
    return this.#process.exitCode === 0 ? undefined : `${this.name} did not end well, ${this.#describeEnd()}`;
  }

  #describeEnd(): string {
    const { exitCode, signalCode } = this.#process;
    const how = signalCode === null ? `with exit code ${exitCode}` : `by ${signalCode}`;
    return this.output === "" ? `${how} and without a word.` : `${how}. Its last words:\n${this.output}`;
  }
}

/** What a process reads must be the example's alone: a real key in the terminal must not meet made-up people. */
export function machineEnvironment(
  folder: string,
  { botToken, webhookSecret, redisUrl, telegramApiUrl, sandboxUrl }: MachineSurroundings,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const others = Object.entries(env).filter(
    ([name]) => !/^(BOT_|TGTRACK_|HOWUSEDBOT_|TELEGRAM_|WEBHOOK_|REDIS_|PORT$)/.test(name),
  );
  return {
    ...Object.fromEntries(others),
    BOT_TOKEN: botToken,
    WEBHOOK_SECRET: webhookSecret,
    REDIS_URL: redisUrl,
    REDIS_PREFIX: "bot-tracker-example",
    TELEGRAM_API_URL: telegramApiUrl,
    BOT_TRACKER_SANDBOX: sandboxUrl,
    BOT_TRACKER_DIR: folder,
    PORT: "0",
  };
}
