import type { ServiceName } from "./service-name.ts";
import type { KeyLabel } from "./status.ts";

/**
 * `GET /api/page/people?key&q&status&after&limit`. The one seen last first. `q` fits an id, a name or a username.
 * `status` is `member` or `left`. `after` is the cursor of the page before.
 */
export interface PeopleReply {
  people: PersonRow[];
  total: number;
  next: string | null;
}

export interface PersonRow {
  userId: string;
  firstName: string;
  lastName: string;
  username: string;
  firstJoinAt: number | null;
  lastJoinAt: number | null;
  leftAt: number | null;
  lastSeenAt: number;
  source: { code: string; name: string } | null;
  /** Of a made-up history, and nothing has arrived of them. */
  madeUp: boolean;
  goals: number;
  /** The sum of the amounts above 0. */
  revenue: number;
  /** The sum of the amounts below 0, without its sign. */
  refunds: number;
}

/** `GET /api/page/people/<userId>?key&before`: the profile of one person. */
export interface PersonReply extends PersonRow {
  keys: KeyLabel[];
  utm: { source?: string; medium?: string; campaign?: string; content?: string; term?: string };
  /** What happened, newest first, at most 200. */
  history: HistoryItem[];
  more: boolean;
}

export interface HistoryItem {
  id: number;
  at: number;
  service: ServiceName;
  kind: "start" | "stop" | "goal" | "event" | "use";
  name: string;
  standing: "new" | "returned" | "again" | "unknown" | null;
  source: { code: string; name: string } | null;
  goal: string | null;
  /** Null where it is no goal; false where TGTrack does not pass it on (no start known, or more than 21 days before). */
  goalPassed: boolean | null;
  result: "in_progress" | "success" | "failure" | null;
  amount: number | null;
  params: (string | null)[];
  labels: { name: string; value: string }[];
}
