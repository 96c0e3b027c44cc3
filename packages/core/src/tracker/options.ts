import type { DeliveryEvent } from "../delivery/delivery-event.ts";
import type { Dispatcher } from "../delivery/http/dispatcher.ts";
import type { Destination } from "../destinations/destination.ts";
import type { AutoEvent } from "../intake/auto-event.ts";
import type { BeforeSend } from "../intake/before-send.ts";
import type { IgnoreUsers } from "../intake/user-filter.ts";
import type { MemoryOutboxOptions } from "../outbox/memory/memory-outbox.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { OutboxMaker } from "../outbox/outbox-maker.ts";
import type { QuotaWindow } from "../outbox/rules/quota.ts";
import type { Logger } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";

/** How TGTrack is told. Every option left out is read from the environment. */
export interface TgtrackOptions {
  /** The key of this bot's connection. @default `TGTRACK_API_KEY` */
  apiKey?: string | undefined;
  /** @default `TGTRACK_URL` or `https://bot-api.tgtrack.ru/v1` */
  url?: string | undefined;
  /**
   * `full` forwards the raw update of a start or stop, which gives TGTrack most; `limited` sends the person's id and
   * names instead; `minimal` sends the start's payload and nothing of the person. Events and goals told by hand are
   * sent in every mode.
   *
   * @default "full"
   */
  integration?: "full" | "limited" | "minimal";
  /**
   * The name of the method for a start without its raw update; the service's two documents disagree. If the service
   * answers that there is no such method, the other name is tried once and remembered.
   *
   * @default "user_did_start_bot"
   */
  startMethod?: "user_did_start_bot" | "user_id_start_bot" | "user_id_subscribe";
  /** The key's limits. @default 3 per second, 500 per hour, 5000 per day */
  limits?: readonly QuotaWindow[];
  /**
   * True for a start payload that is a secret of the bot's own (an account link, say). Such a start is reported
   * without it and without its raw update.
   */
  ignorePayload?: (payload: string) => boolean;
  /**
   * True for further updates to forward raw. Each spends the quota, so that a busy bot that forwards everything has
   * nothing left for starts by noon. @default none
   */
  forward?: (update: object) => boolean;
  /**
   * What to do with a goal or sale whose request got no answer: `resend` may count it twice, `never` may lose it.
   *
   * @default "resend"
   */
  lostGoalAnswer?: "resend" | "never";
  /** From the start of a request to the end of its answer, at most 50,000. @default 10_000 */
  timeoutMs?: number;
  /** Your own undici dispatcher, for a proxy. It is not closed with the tracker. */
  dispatcher?: Dispatcher;
}

/** How HowUsedBot is told. Every option left out is read from the environment. */
export interface HowUsedBotOptions {
  /** @default `HOWUSEDBOT_BOT_ID`, or the bot's own id as soon as the adapter knows it */
  botId?: number | string | undefined;
  /** The api token from @HowUsedBot (not the view token). @default `HOWUSEDBOT_API_TOKEN` */
  apiToken?: string | undefined;
  /** @default `HOWUSEDBOT_URL` or the service's address */
  url?: string | undefined;
  /** Whether everything a person does in their private chat is reported as the event `common`. @default true */
  common?: boolean;
  /** The event name for a goal, or undefined not to send it. Goals are not sent unless this is given. */
  mapGoal?: (target: string) => string | undefined;
  /** True for a start payload that is a secret. @default the one of `tgtrack` */
  ignorePayload?: (payload: string) => boolean;
  /** The service documents no limit. @default 5 per second */
  limits?: readonly QuotaWindow[];
  /** For one request, at most 50,000. @default 10_000 */
  timeoutMs?: number;
  /** Your own undici dispatcher, for a proxy. It is not closed with the tracker. */
  dispatcher?: Dispatcher;
}

/** Options of `createTracker` and of every adapter's `tracker`. */
export interface TrackerOptions {
  /** TGTrack: a key, options, or false for not at all. @default on when `TGTRACK_API_KEY` is set */
  tgtrack?: string | TgtrackOptions | false | undefined;
  /** HowUsedBot: options, or false for not at all. @default on when `HOWUSEDBOT_API_TOKEN` is set */
  howUsedBot?: HowUsedBotOptions | false | undefined;
  /** Further places to send to, such as `webhook({ url })`. */
  destinations?: readonly Destination[];
  /** The bot's id, where no adapter tells it: it keeps bots apart that share an outbox. */
  botId?: number | string | undefined;
  /**
   * Where deliveries wait until they are sent. `sqlite`: in a file, so that neither a restart nor a `kill -9` loses
   * any; several processes of one machine may share it. `memory`: what is not sent when the process ends is lost.
   * `redisOutbox({ url })` of `@bot-tracker/redis`: shared by several machines.
   *
   * @default "sqlite"
   */
  outbox?: "sqlite" | "memory" | Outbox | OutboxMaker;
  /**
   * The folder of the file, on a local disk. The file is named by the bot's id, or `default` where that is not known:
   * bots whose id is not known each need a folder of their own. @default `BOT_TRACKER_DIR` or `./.bot-tracker`
   */
  dir?: string | undefined;
  /**
   * What the file survives. `normal`: the end of the process in any way. `full`: the loss of power too; then each turn
   * of the event loop in which something is recorded waits for the disk.
   *
   * @default "normal"
   */
  durability?: "normal" | "full";
  /** Bounds of the memory outbox, also where memory serves because the file cannot be written. */
  memory?: MemoryOutboxOptions;
  /** Events read off updates, such as `payments({ currency: "RUB" })`. @default none */
  autoEvents?: readonly AutoEvent[];
  /**
   * People who are not counted (yourself, your testers): their ids, or a synchronous test. A test that fails or gives
   * no boolean counts the person. @default none
   */
  ignoreUsers?: IgnoreUsers;
  /**
   * A last look at everything before it is stored: return it, a changed one, or null to send nothing (counted as
   * `before-send`). Synchronous. If it throws, the delivery is put among the dead letters, because it may hold what
   * should have been removed.
   */
  beforeSend?: BeforeSend;
  /** Told what happens to deliveries, as it happens. What it throws is ignored. */
  onDelivery?: (event: DeliveryEvent) => void;
  /** Where messages go. @default the console */
  logger?: Logger;
  /** Says what was captured, what was skipped, and why. @default false */
  debug?: boolean;
  /** False: helpers exist, nothing is recorded or sent. @default true, unless `BOT_TRACKER_DISABLED=1` */
  enabled?: boolean;
  /** Clock, timers and chance, for tests. */
  ports?: Partial<Ports>;
}
