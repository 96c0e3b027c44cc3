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
/** A process's output is shown at the end and should contain only what the bot itself writes. */
const NO_NODE_WARNINGS = "--disable-warning=ExperimentalWarning";
/** A bot has 5 seconds to hand over what it has; one that takes longer than this is stuck. */
const STOP_TIMEOUT_MS = 60_000;
const KEPT_OUTPUT_CHARS = 4_000;

/** One machine of the fleet: a process of the bot, and its own folder for what is not in Redis yet. */
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
    // Without a shell or package manager in between, which would not pass signals on.
    this.#process = spawn(process.execPath, [NO_NODE_WARNINGS, PROGRAM], {
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

  /** As last reported: a killed process reports nothing. */
  get counts(): Counts {
    return this.#counts;
  }

  /** What its tracker last reported about the shared outbox. */
  get ledger(): Ledger {
    return this.#ledger;
  }

  /** The end of its console output, except that it waits for updates. */
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

  /** Rejects if the process exits before it was told to. */
  async untilItFails(): Promise<never> {
    await this.#closed;
    if (this.#isEnding) return new Promise(() => undefined);
    throw new Error(`${this.name} exited by itself, ${this.#describeEnd()}`);
  }

  /** Asks it again. If it does not answer, its last report stays. */
  async askCounts(): Promise<void> {
    if (this.#isEnding) return;
    const port = await this.#listening;
    const answer = await fetch(`http://127.0.0.1:${port}/counts`).catch(() => undefined);
    if (answer === undefined) return;
    const { recorded, sent, ledger } = (await answer.json()) as Counts & { ledger: Ledger };
    this.#counts = { recorded, sent };
    this.#ledger = ledger;
  }

  /** Kills it as a fault would, in the middle of whatever it is doing. */
  async kill(): Promise<void> {
    this.#isEnding = true;
    this.#process.kill("SIGKILL");
    await this.#closed;
  }

  /** Stops it as a deployment would; returns what went wrong, if anything did. */
  async stop(): Promise<string | undefined> {
    if (this.#isEnding) return undefined;
    this.#isEnding = true;
    this.#process.kill("SIGTERM");
    const tooLate = setTimeout(() => this.#process.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await this.#closed;
    clearTimeout(tooLate);
    return this.#process.exitCode === 0 ? undefined : `${this.name} did not exit cleanly, ${this.#describeEnd()}`;
  }

  #describeEnd(): string {
    const { exitCode, signalCode } = this.#process;
    const how = signalCode === null ? `with exit code ${exitCode}` : `by ${signalCode}`;
    return this.output === "" ? `${how} and no output.` : `${how}. Its last output:\n${this.output}`;
  }
}

/** Only the example's own variables: a real key in the terminal must not be used for made-up people. */
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
