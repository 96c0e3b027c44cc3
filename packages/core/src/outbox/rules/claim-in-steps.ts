import { isPromise } from "../../support/is-promise.ts";
import type { Delivery } from "../delivery.ts";
import type { ChooseLease, MaybePromise, NextUp, Outbox } from "../outbox.ts";

/** `claim` by its two parts. */
export function claimInSteps(
  outbox: Pick<Outbox, "next" | "lease">,
  destination: string,
  nowMs: number,
  choose: ChooseLease,
): MaybePromise<readonly Delivery[]> {
  const leaseOf = (next: NextUp): MaybePromise<readonly Delivery[]> => {
    const request = choose(next);
    return request === undefined ? [] : outbox.lease(request);
  };
  const next = outbox.next(destination, nowMs);
  return isPromise(next) ? next.then(leaseOf) : leaseOf(next);
}
