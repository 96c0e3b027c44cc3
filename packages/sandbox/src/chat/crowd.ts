import { SandboxError } from "../support/sandbox-error.ts";
import type { CrowdProgress, NewCrowd } from "../wire/chat.ts";
import type { Chat } from "./chat.ts";
import type { Conversations } from "./conversations.ts";
import { CROWD_WORDS } from "./crowd-words.ts";
import type { KnownPeople } from "./known-people.ts";
import { nextPayerStep, type PayerStep } from "./next-payer-step.ts";

/** What a crowd needs of the chat. */
export interface CrowdChat extends Pick<Chat, "act"> {
  /** @throws {SandboxError} when there is no such bot. */
  checkBot(bot: number): unknown;
  readonly people: Pick<KnownPeople, "make">;
  readonly conversations: Pick<Conversations, "find">;
}

export interface CrowdParts {
  chat: CrowdChat;
  /** From 0 to 1. */
  random: () => number;
  /** Rejects when `signal` aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  onChange: () => void;
}

/** What somebody does after the start, by turns, so that every ten are alike. */
const ROLES = ["pays", "looks", "writes", "blocks", "looks", "writes", "looks", "blocks", "writes", "looks"] as const;

/** A person reads before the next step. */
const MIN_PAUSE_MS = 700;
const MAX_PAUSE_MS = 2_200;
/** A sale that takes more steps is given up. */
const MOST_STEPS = 8;

/** "An ad brings fifty people": they start with its payload, some write, some block the bot, a few pay. */
export class Crowd {
  readonly #parts: CrowdParts;
  #progress: CrowdProgress | null = null;
  #ended = new AbortController();

  constructor(parts: CrowdParts) {
    this.#parts = parts;
  }

  get progress(): CrowdProgress | null {
    return this.#progress;
  }

  /** @throws {SandboxError} while another is under way, and when there is no such bot. */
  begin(crowd: Required<NewCrowd>): CrowdProgress {
    if (this.#progress?.state === "running") throw new SandboxError("A crowd is under way: wait, or cancel it first.");
    const { bot, payload, people } = crowd;
    this.#parts.chat.checkBot(bot);
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    const progress: CrowdProgress = {
      state: "running",
      bot,
      payload,
      people,
      started: 0,
      wrote: 0,
      paid: 0,
      blocked: 0,
    };
    this.#progress = progress;
    const everybody = Array.from({ length: people }, (_, nth) => this.#play(nth, crowd, progress, signal));
    void Promise.all(everybody).then(() => this.#end(progress, "done"));
    this.#parts.onChange();
    return progress;
  }

  /** Those who are here already stay. */
  cancel(): void {
    if (this.#progress !== null) this.#end(this.#progress, "cancelled");
    this.#ended.abort();
  }

  clear(): void {
    this.cancel();
    this.#progress = null;
    this.#parts.onChange();
  }

  #end(progress: CrowdProgress, state: "done" | "cancelled"): void {
    if (progress.state !== "running") return;
    progress.state = state;
    this.#parts.onChange();
  }

  async #play(nth: number, crowd: Required<NewCrowd>, progress: CrowdProgress, signal: AbortSignal): Promise<void> {
    const { chat, random, sleep } = this.#parts;
    const { bot, payload, language, people, seconds } = crowd;
    // In their turns over the whole time, but not like clockwork.
    const atMs = ((nth + random()) / people) * seconds * 1_000;
    const pause = () => sleep(MIN_PAUSE_MS + random() * (MAX_PAUSE_MS - MIN_PAUSE_MS), signal);
    try {
      await sleep(atMs, signal);
      const { id: person } = chat.people.make(language);
      chat.act({ bot, person, action: { kind: "start", payload } });
      progress.started += 1;
      await pause();
      const role = ROLES[nth % ROLES.length];
      if (role === "writes") {
        const words = CROWD_WORDS[language];
        chat.act({ bot, person, action: { kind: "say", text: words[Math.floor(random() * words.length)] ?? "" } });
        progress.wrote += 1;
      } else if (role === "blocks") {
        chat.act({ bot, person, action: { kind: "block" } });
        progress.blocked += 1;
      } else if (role === "pays" && (await this.#pay(bot, person, pause))) progress.paid += 1;
      this.#parts.onChange();
    } catch (error) {
      // Cancelled, or everything was reset: the others go on or end likewise.
      if (!signal.aborted && !(error instanceof SandboxError)) console.error(error);
    }
  }

  /** Presses whatever the bot offers until it sends an invoice. Returns whether it was paid. */
  async #pay(bot: number, person: number, pause: () => Promise<unknown>): Promise<boolean> {
    const { chat } = this.#parts;
    const done = new Set<string>();
    for (let step = 0; step < MOST_STEPS; step++) {
      const next: PayerStep = nextPayerStep(chat.conversations.find(bot, person)?.messages ?? [], done);
      if (next.kind === "paid") return true;
      if (next.kind === "act") {
        done.add(next.key);
        chat.act({ bot, person, action: next.action });
      }
      await pause();
    }
    return false;
  }
}
