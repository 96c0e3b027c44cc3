import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { within } from "../within.ts";
import type { Command, LastWords, ProcessSettings, ProcessState, Report } from "./protocol.ts";

const PROGRAM = fileURLToPath(new URL("bot-program.ts", import.meta.url));
/** Far more than a busy machine needs: whoever waits for longer would wait for ever. */
const ANSWER_WITHIN_MS = 100_000;

interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ProcessListener {
  stored(userIds: readonly string[]): void;
  said(message: string): void;
}

/** One process of the fleet, from outside. */
export class BotProcess {
  /** Rejects if it ends before it is ready. */
  readonly ready: Promise<void>;
  readonly #ended: Promise<ProcessEnd>;
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #listener: ProcessListener;
  readonly #answers = new Map<number, (state: ProcessState) => void>();
  #errors = "";
  #lastWords: LastWords | undefined;
  #hasEnded = false;
  #lastId = 0;
  #isReady: () => void = () => {};

  constructor(name: string, settings: ProcessSettings, listener: ProcessListener) {
    this.#name = name;
    this.#listener = listener;
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    this.#child = fork(PROGRAM, [JSON.stringify(settings)], {
      env: { PATH, NODE_COMPILE_CACHE, NODE_NO_WARNINGS: "1" },
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
    this.#child.on("message", (report: Report) => this.#hear(report));
    // A command may be on its way when a process is killed.
    this.#child.on("error", () => {});
    this.#ended = once(this.#child, "close").then(([code, signal]) => {
      this.#hasEnded = true;
      return { code, signal };
    });
    const ready = new Promise<void>((resolve) => {
      this.#isReady = resolve;
    });
    this.ready = this.#orGone(ready, "was ready");
    this.ready.catch(() => {});
  }

  /** What it wrote to its standard error: nothing, unless it broke. */
  get errors(): string {
    return this.#errors;
  }

  tell(starts: Extract<Command, { kind: "tell" }>["starts"]): void {
    if (starts.length > 0) this.#send({ kind: "tell", starts });
  }

  handle(...updates: readonly object[]): void {
    this.#send({ kind: "handle", updates });
  }

  /** @throws if the process ends, or is silent for long, instead of answering */
  look(): Promise<ProcessState> {
    const id = ++this.#lastId;
    const answer = new Promise<ProcessState>((resolve) => this.#answers.set(id, resolve));
    this.#send({ kind: "look", id });
    return this.#orGone(answer, "answered");
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** Ends it with SIGTERM, after which it has to end by itself. */
  async terminate(): Promise<LastWords> {
    this.#child.kill("SIGTERM");
    const { code, signal } = await within(ANSWER_WITHIN_MS, this.#ended, () => `${this.#name} to end after SIGTERM`);
    const words = this.#lastWords;
    if (code !== 0 || words === undefined)
      throw new Error(`${this.#name} ended with ${code ?? signal}. ${this.#errors}`);
    return words;
  }

  #orGone<T>(promise: Promise<T>, did: string): Promise<T> {
    const gone = this.#ended.then(({ code, signal }): never => {
      throw new Error(`${this.#name} ended (${code ?? signal}) before it ${did}. ${this.#errors}`);
    });
    return within(ANSWER_WITHIN_MS, Promise.race([promise, gone]), () => `${this.#name}, which never ${did}`);
  }

  #send(command: Command): void {
    if (!this.#hasEnded && this.#child.connected) this.#child.send(command, () => {});
  }

  #hear(report: Report): void {
    switch (report.kind) {
      case "ready":
        this.#isReady();
        return;
      case "stored":
        this.#listener.stored(report.userIds);
        return;
      case "said":
        this.#listener.said(report.message);
        return;
      case "answer":
        this.#answers.get(report.id)?.(report.state);
        this.#answers.delete(report.id);
        return;
      case "closed":
        this.#lastWords = report;
    }
  }
}
