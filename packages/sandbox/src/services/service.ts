import type { Body, RawBody } from "../bodies/body.ts";
import type { KeyUsage } from "../limits/limit-usage.ts";
import type { Fact } from "../store/fact.ts";
import type { ServiceName } from "../wire/service-name.ts";

/** A request as it came in, before anyone looked at what it means. */
export interface IncomingRequest extends RawBody {
  httpMethod: string;
  /** From the path, where the service has them there. */
  pathKey?: string;
  pathMethod?: string;
}

/** A request with what can be told of it before any rule is applied. */
export interface Call {
  httpMethod: string;
  /** Empty where there is none, and where it is too long for one. */
  key: string;
  /** How long the key is that came. */
  keyChars: number;
  method: string;
  userId: string | undefined;
  body: Body;
  /** Verbatim; empty when it was too large to keep. */
  bodyText: string;
}

/** What the service tells the client. */
export type Outcome =
  | { kind: "accepted"; data?: object }
  | { kind: "refused"; code: number; description: string; details?: string; retryAfterSeconds?: number };

export interface Verdict {
  outcome: Outcome;
  warnings: readonly string[];
  /** What an accepted request says happened; none of a refused one. */
  facts: readonly Fact[];
  /** A start that was reported before: by another method a moment ago, or in the same update or message. */
  isDoubledStart: boolean;
}

/** What a rule of a service has to say of a request besides its outcome. */
export interface Notes {
  warn(warning: string): void;
  happened(fact: Fact): void;
  doubledStart(): void;
}

/** An answer ready for the wire. Its body is always JSON. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  bodyText: string;
}

/** One of the interfaces that the sandbox stands in for. */
export interface Service {
  readonly name: ServiceName;
  /** Never throws: a request that is invalid still gets into the list. */
  read(request: IncomingRequest): Call;
  /** Applies the service's rules and limits, and remembers what it accepts. */
  judge(call: Call, nowMs: number): Verdict;
  /** The outcome in the service's own words. */
  answer(outcome: Outcome): Answer;
  /** How much of its limits each key has used. No key twice; a key that sent nothing is not among them. */
  usage(nowMs: number): KeyUsage[];
  /** Forgets what was used of the limits. What else it remembers is in the store. */
  reset(): void;
}
