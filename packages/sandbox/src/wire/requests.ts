import type { ServiceName } from "./service-name.ts";
import type { KeyLabel } from "./status.ts";

/** How a request ended: accepted, accepted with warnings, refused, or without a whole answer (reset, hang, cut). */
export type RequestOutcome = "ok" | "warned" | "refused" | "unanswered";

/**
 * `GET /api/page/requests?key&service&method&outcome&user&q&before&after&limit&only`. Newest first. `only` is `matters`,
 * which leaves out mere activity and says where how much of it was, or `activity`, which is that alone. `q` is looked for in
 * method, user, error and body. `before` and `after` are ids. `limit` is 1 to 500, 100 where it is left out.
 */
export interface RequestsReply {
  requests: RequestRow[];
  /** Whether older ones fit too. */
  more: boolean;
  /** The methods seen, for the filter. */
  methods: string[];
  /** With `only=matters`: the mere activity that is newer than all of them. */
  activityAbove: ActivityRun | null;
}

/** Mere activity in a row: uses of the bot without a name of their own, and questions to a service. */
export interface ActivityRun {
  requests: number;
  firstId: number;
  lastId: number;
  firstAt: number;
  lastAt: number;
}

/** A field of a body and what it says, both at most 120 characters, keys shortened. */
export interface SummaryPart {
  name: string;
  value: string;
}

export interface RequestRow {
  id: number;
  at: number;
  service: ServiceName;
  key: KeyLabel;
  method: string;
  userId: string | null;
  /** The first and last name or the username, where one is known. */
  userName: string | null;
  outcome: RequestOutcome;
  /** The HTTP status of the answer. */
  status: number | null;
  /** The documented code and its words; `details` is what the service added. */
  error: { code: number; description: string; details: string | null } | null;
  warnings: string[];
  /** The kind of the fault that spoiled it. */
  fault: string | null;
  /** A start reported twice: by two methods, or by a repeated update. */
  doubledStart: boolean;
  /** What tells it from the next one; null where the body is neither an object of JSON nor a form. At most 8 parts. */
  summary: SummaryPart[] | null;
  /** With `only=matters`: the mere activity between it and the next older one that matters. */
  activityBelow: ActivityRun | null;
  /** The start of the body on one line, at most 120 characters, keys shortened. */
  preview: string;
}

/** `GET /api/page/requests/<id>` */
export interface RequestDetail extends RequestRow {
  headers: Record<string, string>;
  /** As it came, keys shortened, at most 64 KiB. */
  body: string;
  bodyCut: boolean;
}

/** `GET /api/page/gauges?key`: how full each window of each key is. */
export interface GaugesReply {
  gauges: Gauge[];
}

export interface Gauge {
  key: KeyLabel;
  service: ServiceName;
  mode: "fixed" | "sliding";
  windows: { limit: number; perMs: number; used: number; endsAtMs: number }[];
}

/** `GET /api/page/doubled-starts?key`: the starts reported more than once in the last 24 hours, newest first. */
export interface DoubledStartsReply {
  total: number;
  /** At most 20. */
  starts: { requestId: number; at: number; userId: string | null; method: string; warning: string }[];
}
