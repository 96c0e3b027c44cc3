import { swallowRejection } from "./swallow-rejection.ts";

/** Where messages for the bot's owner go. The default is the console. */
export interface Logger {
  warn(message: string): void;
  error(message: string): void;
  /** Only used with `debug: true`. */
  debug?(message: string): void;
}

const REPEAT_AFTER_MS = 3_600_000;
const MAX_REMEMBERED = 1_000;

/**
 * Says each thing once an hour at most, and never a secret. A logger that throws is ignored: it must not reach the bot.
 */
export class Messages {
  readonly #logger: Logger;
  readonly #nowMs: () => number;
  readonly #debug: boolean;
  readonly #secrets = new Set<string>();
  readonly #saidAtMs = new Map<string, number>();

  constructor(options: { logger: Logger; nowMs: () => number; debug: boolean; secrets: Iterable<string> }) {
    this.#logger = options.logger;
    this.#nowMs = options.nowMs;
    this.#debug = options.debug;
    for (const secret of options.secrets) this.hide(secret);
  }

  get debugging(): boolean {
    return this.#debug;
  }

  /** From now on `secret` is blotted out of every message. */
  hide(secret: string): void {
    // A short one is no secret, and blotting it out would garble ordinary words.
    if (secret.length >= 8) this.#secrets.add(secret);
  }

  warn(topic: string, message: string): void {
    if (this.#isNews(topic)) this.#say("warn", message);
  }

  error(topic: string, message: string): void {
    if (this.#isNews(topic)) this.#say("error", message);
  }

  debug(message: string): void {
    if (this.#debug) this.#say("debug", message);
  }

  /** The matter is settled: if it comes back, it is said again. */
  forget(topic: string): void {
    this.#saidAtMs.delete(topic);
  }

  redact(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, "***");
    return clean;
  }

  #isNews(topic: string): boolean {
    const nowMs = this.#nowMs();
    const saidAtMs = this.#saidAtMs.get(topic);
    if (saidAtMs !== undefined && nowMs - saidAtMs < REPEAT_AFTER_MS) return false;
    if (this.#saidAtMs.size >= MAX_REMEMBERED) this.#saidAtMs.clear();
    this.#saidAtMs.set(topic, nowMs);
    return true;
  }

  #say(level: "warn" | "error" | "debug", message: string): void {
    try {
      // A logger that writes to a chat, say, is async, and its failure must end as quietly as a thrown one.
      swallowRejection(this.#logger[level]?.(`[bot-tracker] ${this.redact(message)}`), () => {});
    } catch {}
  }
}
