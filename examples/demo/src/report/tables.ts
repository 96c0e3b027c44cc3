import type { LedgerEntry } from "@bot-tracker/core";
import type { BotReport } from "./bot-report.ts";
import { adName } from "./compare.ts";
import type { AdTally } from "./tally.ts";
import { type Column, textTable } from "./text-table.ts";

const left = (title: string): Column => ({ title, align: "left" });
const right = (title: string): Column => ({ title, align: "right" });

const DELIVERY_COLUMNS = [
  left("bot"),
  left("service"),
  right("accepted"),
  right("delivered"),
  right("pending"),
  right("dropped"),
  right("dead"),
  right("arrived"),
];

const AD_COLUMNS = [
  left("bot"),
  left("ad"),
  left("code"),
  right("starts"),
  right("stops"),
  right("goals"),
  right("sales"),
  right("revenue, ₽"),
];

/** What each tracker accepted, what became of it, and how much of it arrived. */
export function deliveryTable(reports: readonly BotReport[]): string {
  const rows = reports.flatMap(({ role, ledger, arrived }) =>
    Object.entries(ledger).map(([service, entry]) => [
      role.title,
      service,
      String(entry.accepted),
      String(entry.delivered),
      String(entry.pending),
      droppedOf(entry),
      String(entry.dead),
      String(arrived[service] ?? 0),
    ]),
  );
  return textTable(DELIVERY_COLUMNS, rows);
}

/** What each ad brought, as the sandbox received it. A count that does not match what happened reads `12 of 13`. */
export function adTable(reports: readonly BotReport[]): string {
  const rows = reports.flatMap(({ role, expected, received }) => {
    const codes = [...role.links.map(({ code }) => code), ""];
    const strange = [...received.ads.keys()].filter((code) => !codes.includes(code));
    return [...codes, ...strange].map((code) => [
      role.title,
      adName(code, role.links),
      code,
      ...cellsOf(expected.ads.get(code), received.ads.get(code)),
    ]);
  });
  const sum = (side: "expected" | "received"): AdTally =>
    reports.flatMap((report) => [...report[side].ads.values()]).reduce(add, NOTHING);
  return textTable(AD_COLUMNS, [...rows, ["total", "", "", ...cellsOf(sum("expected"), sum("received"))]]);
}

const NOTHING: AdTally = { starts: 0, stops: 0, goals: 0, sales: 0, revenue: 0 };

function cellsOf(expected: AdTally = NOTHING, received: AdTally = NOTHING): string[] {
  const names = ["starts", "stops", "goals", "sales", "revenue"] as const;
  return names.map((name) => {
    const [there, here] = [expected[name].toLocaleString("en-US"), received[name].toLocaleString("en-US")];
    return there === here ? here : `${here} of ${there}`;
  });
}

function add(one: AdTally, other: AdTally): AdTally {
  return {
    starts: one.starts + other.starts,
    stops: one.stops + other.stops,
    goals: one.goals + other.goals,
    sales: one.sales + other.sales,
    revenue: one.revenue + other.revenue,
  };
}

function droppedOf({ dropped }: LedgerEntry): string {
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0);
  return reasons.length === 0 ? "0" : reasons.map(([reason, count]) => `${count} ${reason}`).join(", ");
}
