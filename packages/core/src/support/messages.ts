import { onOneLine } from "./printable.ts";
import { Redaction } from "./secrets/redact-secrets.ts";
import { swallowRejection } from "./swallow-rejection.ts";

/** Receives messages for the bot's owner. The default is the console. */
export interface Logger {
  warn(message: string): void;
  error(message: string): void;
  /** Only used with `debug: true`. */
  debug?(message: string): void;
}

export interface MessagesOptions {
  logger: Logger;
  nowMs: () => number;
  debug: boolean;
  secrets: Iterable<string>;
  /** Whether nobody wants to hear anything at the moment. @default never */
  isMuted?: () => boolean;
}

const REPEAT_AFTER_MS = 3_600_000;
const MAX_REMEMBERED = 1_000;

/**
 * Logs each topic at most once an hour, on one line, and never a secret. If the logger throws, the error is ignored: it must not
 * reach the bot.
 */
export class Messages {
  readonly #logger: Logger;
  readonly #nowMs: () => number;
  readonly #debug: boolean;
  readonly #isMuted: () => boolean;
  readonly #redaction: Redaction;
  readonly #loggedAtMs = new Map<string, number>();

  constructor(options: MessagesOptions) {
    this.#logger = options.logger;
    this.#nowMs = options.nowMs;
    this.#debug = options.debug;
    this.#isMuted = options.isMuted ?? (() => false);
    this.#redaction = new Redaction(options.secrets);
  }

  get debugging(): boolean {
    return this.#debug;
  }

  /** From now on `secret` is removed from every message. */
  hide(secret: string): void {
    this.#redaction.add(secret);
  }

  warn(topic: string, message: string): void {
    if (this.#isDue(topic)) this.#log("warn", message);
  }

  /** For what nothing will change: one process says it once. */
  warnOnce(topic: string, message: string): void {
    if (!this.#isDue(topic)) return;
    this.#loggedAtMs.set(topic, Number.POSITIVE_INFINITY);
    this.#log("warn", message);
  }

  error(topic: string, message: string): void {
    if (this.#isDue(topic)) this.#log("error", message);
  }

  debug(message: string): void {
    if (this.#debug && !this.#isMuted()) this.#log("debug", message);
  }

  /** The problem is solved: if it comes back, it is logged again. */
  forget(topic: string): void {
    this.#loggedAtMs.delete(topic);
  }

  redact(text: string): string {
    return this.#redaction.redact(text);
  }

  #isDue(topic: string): boolean {
    // What nobody hears is not said: it is due again afterwards.
    if (this.#isMuted()) return false;
    const nowMs = this.#nowMs();
    const loggedAtMs = this.#loggedAtMs.get(topic);
    if (loggedAtMs !== undefined && nowMs - loggedAtMs < REPEAT_AFTER_MS) return false;
    if (this.#loggedAtMs.size >= MAX_REMEMBERED) this.#loggedAtMs.clear();
    this.#loggedAtMs.set(topic, nowMs);
    return true;
  }

  #log(level: "warn" | "error" | "debug", message: string): void {
    try {
      // A logger may be async (one that writes to a chat, for example); its rejection is ignored like an exception.
      swallowRejection(this.#logger[level]?.(`[bot-tracker] ${onOneLine(this.redact(message))}`), () => {});
    } catch {}
  }
}
