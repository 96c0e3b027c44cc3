import type { Outbox, OutboxMaker } from "@bot-tracker/core";

/** The same outbox, whose leases run out after `leaseMs`, whatever those who take them ask for. */
export function withLeasesOf(leaseMs: number, maker: OutboxMaker): OutboxMaker {
  return {
    makeOutbox: (context) => {
      const outbox = maker.makeOutbox(context);
      const lease: Outbox["lease"] = (request) => outbox.lease({ ...request, leaseMs });
      const claim: Outbox["claim"] = (destination, nowMs, choose) =>
        outbox.claim?.(destination, nowMs, (next) => {
          const request = choose(next);
          return request && { ...request, leaseMs };
        }) ?? [];
      return new Proxy(outbox, {
        get: (_, name) => {
          if (name === "lease") return lease;
          if (name === "claim" && outbox.claim !== undefined) return claim;
          const value: unknown = Reflect.get(outbox, name, outbox);
          // Private fields are found on the outbox itself only.
          return typeof value === "function" ? value.bind(outbox) : value;
        },
      });
    },
  };
}
