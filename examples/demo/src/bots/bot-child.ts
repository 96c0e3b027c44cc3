import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Ledger, MessengerId } from "@bot-tracker/core";
import type { BotRole } from "../cast/bot-role.ts";
import type { BotAnswer, BotRequest } from "./bot-message.ts";

export interface BotSurroundings {
  /** The server of each messenger. */
  apiUrls: Readonly<Record<MessengerId, string>>;
  sandboxUrl: string;
  /** For the bots' outboxes. */
  outboxFolder: string;
}

const PROGRAM = fileURLToPath(new URL("./bot-program.ts", import.meta.url));
/** A bot's output is shown at the end and should contain only what the bot itself writes. */
const NO_NODE_WARNINGS = "--disable-warning=ExperimentalWarning";
/** A bot has 5 seconds to report what is left; one that takes this long is stuck, even on a busy machine. */
const STOP_TIMEOUT_MS = 60_000;
const KEPT_OUTPUT_CHARS = 4_000;

/** One bot in its own process. */
export class BotChild {
  readonly #title: string;
  readonly #process: ChildProcess;
  readonly #closed: Promise<unknown>;
  #ledger: Ledger = {};
  #output = "";
  #stopping = false;

  constructor(role: BotRole, surroundings: BotSurroundings) {
    this.#title = role.title;
    // With the demo's own Node, and no shell or package manager in between, which would not pass signals on.
    this.#process = spawn(process.execPath, [NO_NODE_WARNINGS, PROGRAM, role.example], {
      env: botEnvironment(role, surroundings, process.env),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT_CHARS);
      });
    }
    this.#process.on("message", ({ ledger }: BotAnswer) => {
      this.#ledger = ledger;
    });
    this.#closed = once(this.#process, "close");
    this.#closed.catch(() => undefined);
  }

  /** What its tracker last reported. */
  get ledger(): Ledger {
    return this.#ledger;
  }

  /** The end of what it wrote to its console. */
  get output(): string {
    return this.#output.trim();
  }

  /** Asks its tracker again. */
  async askLedger(): Promise<Ledger> {
    const enough = new AbortController();
    const answered = once(this.#process, "message", { signal: enough.signal });
    this.#tell("ledger");
    // The process may exit in the meantime; then no answer will come.
    await Promise.race([answered, this.#closed]);
    enough.abort();
    await answered.catch(() => undefined);
    return this.#ledger;
  }

  /** Rejects if the process exits before it was told to. */
  async untilItFails(): Promise<never> {
    await this.#closed;
    if (this.#stopping) return new Promise(() => undefined);
    throw new Error(`The ${this.#title} bot exited by itself, ${this.#describeEnd()}`);
  }

  /** Stops the bot as a deployment would; returns what went wrong, if anything did. */
  async stop(): Promise<string | undefined> {
    this.#stopping = true;
    this.#tell("stop");
    const tooLate = setTimeout(() => this.#process.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await this.#closed;
    clearTimeout(tooLate);
    if (this.#process.exitCode === 0) return undefined;
    return `The ${this.#title} bot did not exit cleanly, ${this.#describeEnd()}`;
  }

  #tell(request: BotRequest): void {
    // Without the callback a process that has just ended would make this throw.
    if (this.#process.connected) this.#process.send(request, () => undefined);
  }

  #describeEnd(): string {
    const { exitCode, signalCode } = this.#process;
    const how = signalCode === null ? `with exit code ${exitCode}` : `by ${signalCode}`;
    return this.output === "" ? `${how} and no output.` : `${how}. Its last output:\n${this.output}`;
  }
}

/** Only the demo's own variables: a real key in the terminal's environment must not be used for made-up people. */
export function botEnvironment(
  role: BotRole,
  { apiUrls, sandboxUrl, outboxFolder }: BotSurroundings,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const others = Object.entries(env).filter(
    ([name]) => !/^(BOT_|TGTRACK_|HOWUSEDBOT_|TELEGRAM_|MAX_|PAYMENT_)/.test(name),
  );
  return {
    ...Object.fromEntries(others),
    BOT_TOKEN: role.token,
    BOT_TRACKER_SANDBOX: sandboxUrl,
    BOT_TRACKER_DIR: outboxFolder,
    ...(role.messenger === "max"
      ? { MAX_API_URL: apiUrls.max, TGTRACK_MAX_API_KEY: role.key }
      : {
          TELEGRAM_API_URL: apiUrls.telegram,
          PAYMENT_TOKEN: "390540012:TEST:1",
          TGTRACK_API_KEY: role.key,
          HOWUSEDBOT_API_TOKEN: role.key,
        }),
  };
}
