import type { ServiceName } from "../wire/service-name.ts";

/**
 * What one accepted request says of a person, in the form that every report is counted from.
 *
 * - `start`, `stop`: a start or a stop reported to TGTrack;
 * - `goal`: `send_reach_goal`;
 * - `event`: `add_event`;
 * - `use`: HowUsedBot's `event`, whatever its name is (`start`, `stop`, `common`, one's own).
 */
export type FactKind = "start" | "stop" | "goal" | "event" | "use";

/**
 * What a start was: of somebody new, of somebody who had stopped the bot, of a member who came again; `unknown` where
 * the method names nobody.
 */
export type StartStanding = "new" | "returned" | "again" | "unknown";

/** `param_1` to `param_3`. */
export type FactParams = readonly [string | undefined, string | undefined, string | undefined];

export interface Fact {
  /** When it happened, by the request's own date where it has one. Milliseconds since the epoch. */
  at: number;
  arrivedAt: number;
  service: ServiceName;
  kind: FactKind;
  /** Only HowUsedBot tells it. */
  botId?: number;
  userId?: string;
  /** The goal's target, the event's type or name; empty for a start and a stop. */
  name: string;
  /** Only of a start. */
  standing?: StartStanding;
  /**
   * The code that the person's last start with a payload came by, if that was at most 21 days before; for a start, its
   * own; for a refund, that of the sale which it takes back. Empty where there is none.
   */
  source: string;
  /** The goal reached: the target of a goal, the `conversion_target` of an event. */
  goal?: string;
  /** Whether TGTrack passes the goal on: the person's start is known and at most 21 days old. */
  goalPassed?: boolean;
  result?: "in_progress" | "success" | "failure";
  /** Positive is revenue, negative is cost. */
  amount?: number;
  /** `param_1` to `param_3` of HowUsedBot. */
  params?: FactParams;
  labels?: readonly { name: string; value: string }[];
}
