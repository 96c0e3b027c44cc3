import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Ledger } from "@bot-tracker/core";
import type { Deed } from "./deed.ts";
import type { BotSettings, BotState, Command, Report } from "./protocol.ts";

const PROGRAM = fileURLToPath(new URL("bot-program.ts", import.meta.url));

/** How a bot's process ended, and what it said last if SIGTERM ended it. */
export interface BotEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  lastState: BotState | undefined;
}

type Answered = Extract<Command, { id: number }>;
/** `Omit` of a union forgets what its members do not share. */
type WithoutId<Of> = Of extends Answered ? Omit<Of, "id"> : never;

/** The process of a bot, from outside. */
export class BotChild {
  /** The bot's messages to its owner. */
  readonly messages: string[] = [];
  readonly ended: Promise<BotEnd>;
  /** The ledger that the bot began with. Undefined: it ended before it was ready. */
  readonly ready: Promise<Ledger | undefined>;
  readonly #child: ChildProcess;
  readonly #stored: Set<string>;
  readonly #answers = new Map<number, (state: BotState) => void>();
  #errors = "";
  #lastState: BotState | undefined;
  #hasEnded = false;
  #lastId = 0;
  #isReady: (ledger: Ledger | undefined) => void = () => {};

  /** Into `stored` go the deliveries that the bot's outbox has, by its own word. */
  constructor(settings: BotSettings, servicesUrl: string, stored: Set<string>) {
    this.#stored = stored;
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    this.#child = fork(PROGRAM, [JSON.stringify(settings)], {
      env: { PATH, NODE_COMPILE_CACHE, BOT_TRACKER_SANDBOX: servicesUrl, NODE_NO_WARNINGS: "1" },
      execArgv: ["--expose-gc"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
    this.#child.on("message", (report: Report) => this.#hear(report));
    // A command may be on its way when a bot is killed.
    this.#child.on("error", () => {});
    this.ended = once(this.#child, "close").then(([code, signal]) => {
      this.#hasEnded = true;
      this.#isReady(undefined);
      return { code, signal, lastState: this.#lastState };
    });
  }

  /** What it wrote to its standard error: nothing, unless it broke. */
  get errors(): string {
    return this.#errors;
  }

  do(deeds: readonly Deed[]): void {
    this.tell({ kind: "do", deeds });
  }

  tell(command: Exclude<Command, Answered>): void {
    this.#send(command);
  }

  /** @throws if the bot ends instead of answering */
  ask(command: WithoutId<Command>): Promise<BotState> {
    const id = ++this.#lastId;
    const answer = new Promise<BotState>((resolve) => this.#answers.set(id, resolve));
    this.#send({ ...command, id });
    const gone = this.ended.then(({ code, signal }): never => {
      throw new Error(`The bot ended (${code ?? signal}) before it answered. ${this.#errors}`);
    });
    return Promise.race([answer, gone]);
  }

  kill(signal: NodeJS.Signals): Promise<BotEnd> {
    this.#child.kill(signal);
    return this.ended;
  }

  #send(command: Command): void {
    if (!this.#hasEnded && this.#child.connected) this.#child.send(command, () => {});
  }

  #hear(report: Report): void {
    switch (report.kind) {
      case "ready":
        this.#isReady(report.ledger);
        return;
      case "stored":
        for (const delivery of report.deliveries) this.#stored.add(delivery);
        return;
      case "said":
        this.messages.push(report.message);
        return;
      case "answer":
        this.#answers.get(report.id)?.(report.state);
        this.#answers.delete(report.id);
        return;
      case "closed":
        this.#lastState = report.state;
    }
  }
}
