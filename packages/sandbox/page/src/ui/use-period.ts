import { useMemo } from "preact/hooks";
import { useStatus } from "../api/status.tsx";
import { usePageLocation } from "../location/location.tsx";
import {
  daysOf,
  type OwnDays,
  ownPeriod,
  type Period,
  type PeriodChoice,
  type PeriodMistake,
  recentPeriod,
  startOf,
} from "./period.ts";

export interface PeriodState {
  choice: PeriodChoice;
  /** Undefined until the time of the sandbox is known, and while custom days make no period. */
  period: Period | undefined;
  mistake: PeriodMistake | undefined;
  /** What the date inputs show. */
  days: OwnDays;
  choose(choice: PeriodChoice): void;
  setDays(days: OwnDays): void;
}

const CHOICES: readonly PeriodChoice[] = ["24h", "7d", "30d", "own"];

/** The period of a view, kept in the query string: `period`, and `from` and `to` as days. */
export function usePeriod(initial: Exclude<PeriodChoice, "own"> = "24h"): PeriodState {
  const { query, set } = usePageLocation();
  const nowMs = useStatus().reply?.nowMs;
  const choice = CHOICES.find((each) => each === query.get("period")) ?? initial;
  const from = query.get("from") ?? "";
  const to = query.get("to") ?? "";
  // The sandbox's clock goes on with each reply; the period does so only with the quarter of an hour.
  const quarterMs = nowMs === undefined ? undefined : startOf(15 * 60_000, nowMs, 0);

  return useMemo(() => {
    const tzMinutes = -new Date(quarterMs ?? 0).getTimezoneOffset();
    const found =
      quarterMs === undefined
        ? undefined
        : choice === "own"
          ? ownPeriod({ from, to }, tzMinutes)
          : recentPeriod(choice, quarterMs, tzMinutes);
    const period = typeof found === "object" ? found : undefined;
    return {
      choice,
      period,
      mistake: typeof found === "string" ? found : undefined,
      days: { from, to },
      choose: (chosen) => {
        if (chosen !== "own") return set({ period: chosen, from: null, to: null }, "push");
        set({ period: chosen, ...(period === undefined ? { from: null, to: null } : daysOf(period)) }, "push");
      },
      setDays: (days) => set({ period: "own", ...days }),
    };
  }, [choice, from, to, quarterMs, set]);
}
