import type { HttpDispatcher } from "../../delivery/http/create-transport.ts";
import type { QuotaWindow } from "../../outbox/rules/quota.ts";

/** How HowUsedBot is told. Every option left out is read from the environment. */
export interface HowUsedBotOptions {
  /** @default `HOWUSEDBOT_BOT_ID`, or the bot's own id as soon as the adapter knows it */
  botId?: number | string | undefined;
  /** The api token from @HowUsedBot (not the view token). @default `HOWUSEDBOT_API_TOKEN` */
  apiToken?: string | undefined;
  /** @default `HOWUSEDBOT_URL` or the service's address */
  url?: string | undefined;
  /** Whether everything a person does in their private chat is reported as the event `common`. @default true */
  common?: boolean | undefined;
  /** The event name for a goal, or undefined not to send it. Goals are not sent unless this is given. */
  mapGoal?: ((target: string) => string | undefined) | undefined;
  /** True for a start payload that is a secret. @default the one of `tgtrack` */
  ignorePayload?: ((payload: string) => boolean) | undefined;
  /** The service documents no limit. @default 5 per second */
  limits?: readonly QuotaWindow[] | undefined;
  /** For one request, at most 50,000. @default 10_000 */
  timeoutMs?: number | undefined;
  /** Your own dispatcher, for a proxy: one of undici 6 or later. It is not closed with the tracker. */
  dispatcher?: HttpDispatcher | undefined;
}
