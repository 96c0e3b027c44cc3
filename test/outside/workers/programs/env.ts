/** What a test gives a Worker. All of it is text, as in a Worker's variables. */
export interface Env {
  BOT_TOKEN: string;
  /** JSON of the bot's own user. */
  BOT_INFO: string;
  API_ROOT: string;
  /** JSON of the option `tgtrack`. */
  TGTRACK: string;
  /** JSON of the option `howUsedBot`. */
  HOWUSEDBOT: string;
}

export interface EventContext {
  waitUntil(work: Promise<unknown>): void;
}
