import type { FaultKind } from "./fault.ts";
import type { ServiceName } from "./service-name.ts";

/** What a refused request was answered with. */
export interface RequestError {
  /** The documented code, such as 422. */
  code: number;
  description: string;
  details?: string;
}

/** One request as it arrived and what became of it. */
export interface RecordedRequest {
  /** Counts up from 1 in the order in which the sandbox dealt with the requests. */
  readonly id: number;
  /** The sandbox's time in milliseconds since the epoch. */
  readonly at: number;
  readonly service: ServiceName;
  /** The key of TGTrack or the API token of HowUsedBot; empty when a HowUsedBot body holds none. */
  readonly key: string;
  /** The method of TGTrack or the request type of HowUsedBot. */
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Verbatim, as it came over the wire. */
  readonly bodyText: string;
  /** Parsed from JSON or from a form; undefined when it could not be. */
  readonly body: unknown;
  /** The person it is about, where the body names one. */
  readonly userId?: string;
  /** The HTTP status of the answer; `null` when no whole answer was sent (reset, hang, cut). */
  readonly status: number | null;
  /** What the client was told, where it was told of an error. */
  readonly error?: RequestError;
  /** Whether the service acted on it. It may have, and still answered with an error: see `fault`. */
  readonly accepted: boolean;
  /** What is doubtful about a request that was accepted all the same: a doubled start, a number for an id. */
  readonly warnings: readonly string[];
  /** The fault that spoiled the answer. */
  readonly fault?: FaultKind;
}

/** Every field given has to fit. */
export interface RequestFilter {
  service?: ServiceName;
  key?: string;
  method?: string;
  userId?: string;
  accepted?: boolean;
}
