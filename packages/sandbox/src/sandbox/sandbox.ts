import type { SandboxOptions } from "../options/sandbox-options.ts";
import type { WaitOptions } from "../state/request-log.ts";
import type { RequestPredicate } from "../state/request-matcher.ts";
import type { Fault } from "../wire/fault.ts";
import type { SandboxKey } from "../wire/keys.ts";
import type { RecordedRequest, RequestFilter } from "../wire/recorded-request.ts";
import type { Settings } from "../wire/settings.ts";

/** Settings to change, as in `SandboxOptions`. What is left out stays. */
export type SettingsChanges = Partial<Pick<SandboxOptions, Exclude<keyof Settings, "aheadMs">>>;

/** A fault that was switched on. */
export interface FaultHandle {
  readonly id: number;
  /** How many requests it has hit so far. */
  readonly hits: number;
  /** Switches it off. A request that hangs in it goes on hanging. */
  clear(): void;
}

/** A running sandbox. `await using` closes it at the end of its block. */
export interface Sandbox extends AsyncDisposable {
  /** Such as `http://127.0.0.1:8790`: the value of `BOT_TRACKER_SANDBOX`. */
  readonly url: string;

  /** What arrived and fits, oldest first. */
  requests(wanted?: RequestFilter | RequestPredicate): RecordedRequest[];

  /**
   * Resolves with the matching requests once `count` of them are there, those from before the call included.
   *
   * @throws {WaitTimeoutError} as a rejection after `timeoutMs` of real time, or at the close.
   * @throws {SandboxError} as a rejection, when `count` or `timeoutMs` makes no sense.
   */
  waitFor(wanted: RequestFilter | RequestPredicate, options?: WaitOptions): Promise<RecordedRequest[]>;

  /** Calls back at each request from here on, until the returned function is called. What it throws is printed. */
  onRequest(listener: (request: RecordedRequest) => void): () => void;

  /**
   * Makes something go wrong.
   *
   * @throws {SandboxError} when the fault makes no sense.
   */
  fault(fault: Fault): FaultHandle;

  /**
   * Registers a key, or gives a known one another state.
   *
   * @throws {SandboxError} when it makes no sense.
   */
  addKey(key: string | SandboxKey): void;

  /**
   * How the services behave just now, after `changes` where they are given. Limits whose rules change begin anew.
   *
   * @throws {SandboxError} when a change makes no sense; then none is made.
   *
   * @example
   * sandbox.settings({ limits: "none", repeats: "conflict" });
   */
  settings(changes?: SettingsChanges): Settings;

  /** The sandbox's time in milliseconds since the epoch. */
  nowMs(): number;

  /** Moves the sandbox's clock on, so that windows of limits end and faults run out. Delays of faults take real time. */
  advance(byMs: number): void;

  /**
   * Forgets requests, what the reports are made of, people, limits and faults, in the file too, and drops requests under
   * way. Keys, links, settings and the clock stay.
   */
  reset(): void;

  /** Stops listening and drops every connection. May be called twice. */
  close(): Promise<void>;
}
