import type { DeliveryEvent } from "../delivery/delivery-event.ts";
import type { Destination } from "../destinations/destination.ts";
import type { HowUsedBotOptions } from "../destinations/howusedbot/howusedbot-options.ts";
import type { TgtrackOptions } from "../destinations/tgtrack/tgtrack-options.ts";
import type { AutoEvent } from "../intake/auto-event.ts";
import type { BeforeSend } from "../intake/before-send.ts";
import type { IgnoreUsers } from "../intake/user-filter.ts";
import type { MemoryOutboxOptions } from "../outbox/memory/memory-outbox.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { OutboxMaker } from "../outbox/outbox-maker.ts";
import type { Logger } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";

/** Options of `createTracker` and of every adapter's `tracker`. */
export interface TrackerOptions {
  /** TGTrack: a key, options, or false for not at all. @default on when `TGTRACK_API_KEY` is set */
  tgtrack?: string | TgtrackOptions | false | undefined;
  /** HowUsedBot: options, or false for not at all. @default on when `HOWUSEDBOT_API_TOKEN` is set */
  howUsedBot?: HowUsedBotOptions | false | undefined;
  /** Further places to send to, such as `webhook({ url })`. */
  destinations?: readonly Destination[] | undefined;
  /** The bot's id, where no adapter tells it: it keeps bots apart that share an outbox. */
  botId?: number | string | undefined;
  /**
   * The bot's token, where no adapter tells it. It names the bot as `botId` does, and is neither sent nor stored: of a
   * Telegram bot's the digits before the colon are used, of a MAX bot's a digest.
   */
  botToken?: string | undefined;
  /**
   * Where deliveries are queued until they are sent. `sqlite`: in a file that survives restarts and `kill -9`; several
   * processes of one machine may share it. `memory`: what is not sent when the process ends is lost.
   * `redisOutbox({ url })` of `@bot-tracker/redis`: shared by several machines.
   *
   * @default "sqlite"
   */
  outbox?: "sqlite" | "memory" | Outbox | OutboxMaker | undefined;
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
  durability?: "normal" | "full" | undefined;
  /** Bounds of the memory outbox, also where memory serves because the file cannot be written. */
  memory?: MemoryOutboxOptions | undefined;
  /** Events read off updates, such as `payments({ currency: "RUB" })`. @default none */
  autoEvents?: readonly AutoEvent[] | undefined;
  /**
   * People who are not counted (yourself, your testers): their ids, or a synchronous test. A test that fails or gives
   * no boolean counts the person. @default none
   */
  ignoreUsers?: IgnoreUsers | undefined;
  /**
   * A last look at everything before it is stored: return it, a changed one, or null to send nothing (counted as
   * `before-send`). Synchronous. If it throws, the delivery is put among the dead letters, because it may hold what
   * should have been removed.
   */
  beforeSend?: BeforeSend | undefined;
  /** Told what happens to deliveries, as it happens. What it throws is ignored. */
  onDelivery?: ((event: DeliveryEvent) => void) | undefined;
  /** Where messages go. @default the console */
  logger?: Logger | undefined;
  /** Says what was captured, what was skipped, and why. @default false */
  debug?: boolean | undefined;
  /** False: helpers exist, nothing is recorded or sent. @default true, unless `BOT_TRACKER_DISABLED=1` */
  enabled?: boolean | undefined;
  /** Clock, timers and chance, for tests. */
  ports?: Partial<Ports> | undefined;
}
