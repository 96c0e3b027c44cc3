import type { Delivery } from "../outbox/delivery.ts";
import type { Settlement } from "../outbox/outbox.ts";
import type { Outcome } from "./outcome.ts";
import { retryDelayMs } from "./retry-schedule.ts";

/** What to do with a request's deliveries: settle them, or resend them immediately in these parts. */
export interface Consequences {
  settlements: readonly Settlement[];
  resend: readonly (readonly Delivery[])[];
}

export function consequencesOf(
  outcome: Outcome,
  deliveries: readonly Delivery[],
  { nowMs, random }: { nowMs: number; random: () => number },
): Consequences {
  const all = (toSettlement: (delivery: Delivery) => Settlement): Consequences => ({
    settlements: deliveries.map(toSettlement),
    resend: [],
  });
  switch (outcome.kind) {
    case "delivered":
      return all(({ id }) => ({ id, as: "delivered" }));
    case "again":
      return { settlements: [], resend: [deliveries] };
    case "rejected": {
      if (deliveries.length <= 1) return all(({ id }) => ({ id, as: "dead", reason: outcome.reason }));
      const middle = Math.ceil(deliveries.length / 2);
      return { settlements: [], resend: [deliveries.slice(0, middle), deliveries.slice(middle)] };
    }
    case "key-refused":
    case "rate-limited":
      return all(({ id }) => ({ id, as: "returned" }));
    case "unavailable": {
      // One delay for all: with individual delays, a batch would be retried as one request per item.
      const attempts = deliveries.reduce((most, delivery) => Math.max(most, delivery.attempts), 0) + 1;
      const atMs = nowMs + retryDelayMs(attempts, random);
      return all((delivery) => afterFailure(delivery, outcome, atMs));
    }
  }
}

function afterFailure(
  { id, onLostAnswer }: Delivery,
  { description, request }: Outcome & { kind: "unavailable" },
  atMs: number,
): Settlement {
  const answerLost = request === "lost";
  if (!answerLost || onLostAnswer === "resend") return { id, as: "retry", atMs, answerLost };
  const why = `the answer was lost (${description}), and the delivery must not be sent twice`;
  return { id, as: "dead", reason: { code: "lost-answer", description: why } };
}
