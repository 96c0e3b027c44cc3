import type { SandboxOptions } from "../options/sandbox-options.ts";
import type { WaitOptions } from "../state/request-log.ts";
import type { RequestPredicate } from "../state/request-matcher.ts";
import type { Fault } from "../wire/fault.ts";
import type { SandboxKey } from "../wire/keys.ts";
import type { RecordedRequest, RequestFilter } from "../wire/recorded-request.ts";
import type { Settings } from "../wire/settings.ts";

/** Settings to change, as in `SandboxOptions`. What is omitted stays. */
export type SettingsChanges = Partial<Pick<SandboxOptions, Exclude<keyof Settings, "aheadMs">>>;

/** A fault that was switched on. */
export interface FaultHandle {
  readonly id: number;
  /** How many requests it has hit so far. */
  readonly hits: number;
  /** Switches it off. A request that hangs in it keeps hanging. */
  clear(): void;
}

/** A running sandbox. `await using` closes it at the end of its block. */
export interface Sandbox extends AsyncDisposable {
  /** Such as `http://127.0.0.1:8790`: the value of `BOT_TRACKER_SANDBOX`. */
  readonly url: string;

  /** The value of `TELEGRAM_API_URL`, such as `http://127.0.0.1:8791`; undefined without the option `telegram`. */
  readonly telegramUrl: string | undefined;

  /** What arrived and fits, oldest first. */
  requests(wanted?: RequestFilter | RequestPredicate): RecordedRequest[];

  /**
   * Resolves with the matching requests once `count` of them are there, those from before the call included.
   *
   * @throws {WaitTimeoutError} as a rejection after `timeoutMs` of real time, or at the close.
   * @throws {SandboxError} as a rejection, when `count` or `timeoutMs` is invalid.
   */
  waitFor(wanted: RequestFilter | RequestPredicate, options?: WaitOptions): Promise<RecordedRequest[]>;

  /** Calls back at each request from here on, until the returned function is called. What it throws is printed. */
  onRequest(listener: (request: RecordedRequest) => void): () => void;

  /**
   * Makes something go wrong.
   *
   * @throws {SandboxError} when the fault is invalid.
   */
  fault(fault: Fault): FaultHandle;

  /**
   * Registers a key, or gives a known one another state.
   *
   * @throws {SandboxError} when it is invalid.
   */
  addKey(key: string | SandboxKey): void;

  /**
   * The current settings, after `changes` if they are given. Limits whose rules change start over.
   *
   * @throws {SandboxError} when a change is invalid; then nothing is changed.
   *
   * @example
   * sandbox.settings({ limits: "none", repeats: "conflict" });
   */
  settings(changes?: SettingsChanges): Settings;

  /** The sandbox's time in milliseconds since the epoch. */
  nowMs(): number;

  /** Moves the sandbox's clock forward, so that limit windows and faults end. Delays of faults take real time. */
  advance(byMs: number): void;

  /**
   * Deletes requests, the data of the reports, people, limits and faults, in the file too, and drops pending requests.
   * Keys, links, settings and the clock stay.
   */
  reset(): void;

  /** Stops listening and drops every connection. May be called twice. */
  close(): Promise<void>;
}
