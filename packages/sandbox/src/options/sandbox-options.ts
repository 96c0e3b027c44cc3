import type { MadeUpHistory } from "../history/made-up-history.ts";
import type { LimitWindow } from "../limits/limits.ts";
import type { SandboxKey } from "../wire/keys.ts";
import type { TrackingLink } from "../wire/tracking-link.ts";

/** The limits of one service, other than the documented ones or none. */
export interface LimitOptions {
  /**
   * `fixed`: the counter of a window resets every `perMs`, as TGTrack documents it.
   * `sliding`: for strict tests; any stretch of `perMs`, wherever it begins, is a window.
   *
   * @default "fixed"
   */
  mode?: "fixed" | "sliding";
  /** @default 3 per 1,000 ms, 500 per 3,600,000 ms, 5,000 per 86,400,000 ms */
  windows?: readonly LimitWindow[];
  /** Fixed windows begin this long after the epoch, and every `perMs` from there. @default 0 */
  offsetMs?: number;
}

/** `fixed` and `sliding`: TGTrack's three windows, counted that way. `none`: no limits. */
export type Limits = "fixed" | "sliding" | "none" | LimitOptions;

export interface TelegramOptions {
  /** 0 picks a free port. @default 0 */
  port?: number;
}

/** How the sandbox behaves. Everything is optional. */
export interface SandboxOptions {
  /** 0 picks a free port. @default 0 */
  port?: number;
  /** Any address but a loopback one needs a `password`. @default "127.0.0.1" */
  host?: string;
  /**
   * Names besides `localhost`, the loopback addresses and `host` by which bots and the page may call this sandbox, such
   * as that of its service in a compose file. A call by any other name is answered with 403, since a web page can make
   * a name of its own point here. With an outside `host`, bare IP addresses are fine too.
   */
  allowedHosts?: readonly string[];
  /**
   * 8 to 200 characters. Asked for by the page and by `/api` (HTTP basic, any name); the services' own addresses stay open. Without one,
   * the page and `/api` answer only at the names of this machine itself, such as `localhost`.
   */
  password?: string;

  /**
   * Also starts a Telegram of the sandbox's own, `Sandbox.telegramUrl`, for the view Chat of the page: any bot whose
   * token is well-formed may call it. `port` is 0 for a free one. It listens on the same `host` and answers to the same
   * names.
   *
   * @default false
   */
  telegram?: boolean | TelegramOptions;

  /**
   * Keys that work beside `sandbox`, for TGTrack and as HowUsedBot's API tokens, at most 10,000 of at most 256
   * characters. Others are answered with 401. With a `password`, `sandbox` works only if it is among them.
   */
  keys?: readonly (string | SandboxKey)[];
  /** Accept every key that is not listed. @default false */
  acceptAnyKey?: boolean;
  /** The ad links whose codes come back as sources, at most 1,000. Names have 1 to 99 characters, UTM fields 200. */
  links?: readonly TrackingLink[];

  /**
   * Days before now that never were, so that a demonstration has something in its reports. The requests go through the
   * services' rules, each at its own time, and what comes of them is marked as made up: on the page, in CSV, in the
   * file. It counts in the page's reports and nowhere else: not among the requests, in no limit, and the services'
   * answers know nothing of it. `reset` deletes it.
   *
   * @throws {SandboxError} by `startSandbox`, when a service refuses one of them, or something is kept in `file` already:
   * what is made up is never mixed with what arrived before.
   */
  madeUpHistory?: MadeUpHistory;

  /** TGTrack's limits, per key. @default "fixed" */
  limits?: Limits;
  /** HowUsedBot's limits, per token. It documents none. @default "none" */
  howUsedBotLimits?: Limits;
  /** Whether a 429 carries `Retry-After`. TGTrack does not document it. @default false */
  retryAfter?: boolean;

  /** The HTTP status of an error: the code itself, or 200 with the code in the body only. @default "code" */
  errorStatus?: "code" | "always-200";
  /**
   * The level of integration that TGTrack believes the bot to have. A method of a higher level is answered with 403.
   *
   * @default "full"
   */
  integration?: "minimal" | "limited" | "full";
  /** Refuse a number as a TGTrack `user_id` with 422; otherwise it is accepted with a warning. @default false */
  strictUserIds?: boolean;
  /** TGTrack methods that are answered with 404, to try out which names of the start method exist. */
  absentMethods?: readonly string[];
  /**
   * What TGTrack does with a repeated update, dated stop or dated event: accept it with a warning, or answer 409.
   *
   * @default "warn"
   */
  repeats?: "warn" | "conflict";
  /** The longest event name of HowUsedBot: 20 by its API's page, 50 by its FAQ. @default 20 */
  maxEventLength?: 20 | 50;

  /**
   * Where everything that arrives is kept, so that it survives a restart: one SQLite file, created if it is missing,
   * and used by one sandbox at a time. By default it is kept in memory.
   *
   * No key is written to the file. Where a body or a header contains one, its label is stored instead, such as
   * `Kf83… (9b1c)`, and that is what `requests()` and `onRequest` return as well. A request's `key` is complete while
   * the sandbox that received it runs, and is the label after a restart. After `close()` the file cannot be queried.
   *
   * @throws {SandboxError} by `startSandbox`, when it belongs to another program or a newer version, or is damaged, in
   * use or not writable. It is left as it was.
   */
  file?: string;
  /** How many requests are kept, 1 to 1,000,000; the oldest are deleted. @default 100000 */
  maxRequests?: number;
  /**
   * How large everything that is kept may be together, in the file or in memory, indexes included: 32 MiB to 64 GiB.
   * Beyond it the oldest is deleted. A file's write-ahead log takes up to 64 MiB more.
   *
   * @default 536870912 (512 MiB)
   */
  maxBytes?: number;
  /**
   * Anything older is deleted: requests, the data of the reports, people not seen for this long, and the ids of what
   * may come only once. By the sandbox's clock. From a minute to 3,650 days.
   *
   * @default 2592000000 (30 days)
   */
  maxAgeMs?: number;
  /** Milliseconds since the epoch. `advance` adds to it. @default Date.now */
  now?: () => number;
  /** From 0 to 1, for the share and the delays of faults. @default Math.random */
  random?: () => number;
}
