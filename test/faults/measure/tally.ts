import type { Ledger, LedgerEntry, QuotaWindow } from "@bot-tracker/core";
import type { RecordedRequest, ServiceName } from "@bot-tracker/sandbox";
import type { Deed } from "../bot/deed.ts";
import { busiestWindow } from "./busiest-window.ts";
import { deliveriesOf, deliveryIn } from "./delivery-id.ts";

/** How full a service's busiest window was, and how full it may be. */
export interface WindowUse {
  service: ServiceName;
  most: number;
  window: QuotaWindow;
}

/** What became of everything in one case, in deliveries. */
export interface Tally {
  /** What the bot did: one delivery for each deed and service. */
  told: number;
  /** By the bot's own account, as are `ambiguous` and `dead`. */
  accepted: number;
  /** Different ones that the services acted on. */
  delivered: number;
  startsTold: number;
  /** Starts that both services know of. */
  startsDelivered: number;
  /** Times that a service acted on a delivery again. */
  doubled: number;
  ambiguous: number;
  lost: readonly string[];
  dead: number;
  /** Stops and events that a service heard of before the start of their person. */
  outOfOrder: number;
  /** Requests answered with 429, by a limit or by a fault. */
  tooMany: number;
  windows: readonly WindowUse[];
  /** Ledgers that did not balance, when the bot began or ended. */
  unbalanced: number;
}

export interface TallyParts {
  deeds: readonly Deed[];
  requests: readonly RecordedRequest[];
  /** Every one seen, the last one last. */
  ledgers: readonly Ledger[];
  limits: Partial<Record<ServiceName, readonly QuotaWindow[]>>;
}

export function tally({ deeds, requests, ledgers, limits }: TallyParts): Tally {
  const told = deeds.flatMap(deliveriesOf);
  const taken = requests.filter(({ accepted }) => accepted).map(deliveryIn);
  const seen = new Set(taken);
  const starts = deeds.filter(({ kind }) => kind === "start");
  const account = Object.values(ledgers.at(-1) ?? {});
  return {
    told: told.length,
    accepted: sum(account, ({ accepted }) => accepted),
    delivered: seen.size,
    startsTold: starts.length,
    startsDelivered: starts.filter((start) => deliveriesOf(start).every((delivery) => seen.has(delivery))).length,
    doubled: taken.length - seen.size,
    ambiguous: sum(account, ({ ambiguous }) => ambiguous),
    lost: told.filter((delivery) => !seen.has(delivery)),
    dead: sum(account, ({ dead }) => dead),
    outOfOrder: countBeforeStart([...seen]),
    tooMany: requests.filter(({ status, error }) => status === 429 || error?.code === 429).length,
    windows: Object.entries(limits).flatMap(([service, windows]) =>
      windows.map((window) => {
        const moments = requests.filter((request) => request.service === service).map(({ at }) => at);
        return { service: service as ServiceName, most: busiestWindow(moments, window.perMs), window };
      }),
    ),
    unbalanced: ledgers.filter((ledger) => !Object.values(ledger).every(balances)).length,
  };
}

/** Whether everything accepted is accounted for. */
export function balances({ accepted, delivered, pending, dropped, dead }: LedgerEntry): boolean {
  const lost = Object.values(dropped).reduce((all, count) => all + count, 0);
  return accepted === delivered + pending + lost + dead;
}

function countBeforeStart(deliveries: readonly string[]): number {
  const places = new Map(deliveries.map((delivery, place) => [delivery, place]));
  return deliveries.filter((delivery, place) => {
    const start = places.get(delivery.replace(/ (stop|event) /, " start "));
    return start !== undefined && place < start;
  }).length;
}

function sum(entries: readonly LedgerEntry[], of: (entry: LedgerEntry) => number): number {
  return entries.reduce((total, entry) => total + of(entry), 0);
}
