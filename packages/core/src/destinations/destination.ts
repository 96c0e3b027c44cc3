import type { Sender } from "../delivery/sender.ts";
import type { MessengerId } from "../messenger/messenger-id.ts";
import type { DeliveryClass } from "../outbox/delivery.ts";
import type { DropReason } from "../outbox/ledger.ts";
import type { Occurrence } from "./occurrence.ts";

/** What a destination makes of an occurrence: a request to be sent, or a reason why it will not be. */
export type Planned =
  | {
      kind: "deliver";
      method: string;
      /** Turned into JSON as it stands. An update given here is sent exactly as `JSON.stringify` writes it. */
      body: object;
      class: DeliveryClass;
      userId?: string;
      /** How long after now it is still worth sending. */
      expiresAfterMs: number;
      onLostAnswer?: "resend" | "bury";
    }
  | { kind: "drop"; reason: DropReason; message: string };

export interface PlanContext {
  nowMs: number;
  /** Whose bot it is: people of two messengers may have the same id. */
  messenger: MessengerId;
}

/**
 * A place that news of the bot is sent to. `plan` is pure and synchronous: it turns an occurrence into requests, which
 * `send` carries out later.
 */
export interface Destination extends Sender {
  /** The occurrences it wants to see; others are never planned for it. */
  readonly accepts: ReadonlySet<Occurrence["kind"]>;

  plan(occurrence: Occurrence, context: PlanContext): readonly Planned[];
}
