import type { HttpDispatcher } from "../../delivery/http/create-transport.ts";
import type { QuotaWindow } from "../../outbox/rules/quota.ts";

/** How TGTrack is told. Every option left out is read from the environment. */
export interface TgtrackOptions {
  /** The key of this bot's connection. @default `TGTRACK_API_KEY` */
  apiKey?: string | undefined;
  /** @default `TGTRACK_URL` or `https://bot-api.tgtrack.ru/v1` */
  url?: string | undefined;
  /**
   * `full` forwards the raw update of a start or stop, which gives TGTrack most; `limited` sends the person's id and
   * names instead; `minimal` sends the start's payload and nothing of the person. Your own
   * trackEvent and reachGoal calls are sent in every mode.
   *
   * @default "full"
   */
  integration?: "full" | "limited" | "minimal" | undefined;
  /**
   * The name of the method for a start without its raw update; the service's two documents disagree. If the service
   * answers that there is no such method, the other name is tried once and remembered.
   *
   * @default "user_did_start_bot"
   */
  startMethod?: "user_did_start_bot" | "user_id_start_bot" | "user_id_subscribe" | undefined;
  /** The key's limits. @default 3 per second, 500 per hour, 5000 per day */
  limits?: readonly QuotaWindow[] | undefined;
  /**
   * True for a start payload that is a secret of the bot's own (an account link, say). Such a start is reported
   * without it and without its raw update.
   */
  ignorePayload?: ((payload: string) => boolean) | undefined;
  /**
   * True for further updates to forward raw. Each spends the quota; what starts and goals leave
   * unused of it is soon spent by a busy bot that forwards everything. @default none
   */
  forward?: ((update: object) => boolean) | undefined;
  /**
   * What to do with a goal or sale whose request got no answer: `resend` may count it twice, `never` may lose it.
   *
   * @default "resend"
   */
  lostGoalAnswer?: "resend" | "never" | undefined;
  /** From the start of a request to the end of its answer, at most 50,000. @default 10_000 */
  timeoutMs?: number | undefined;
  /** Your own dispatcher, for a proxy: one of undici 6 or later. It is not closed with the tracker. */
  dispatcher?: HttpDispatcher | undefined;
}
