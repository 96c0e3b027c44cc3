import { usePageLocation } from "../../location/location.tsx";

/** What converts somebody, as the address keeps it: any goal and any sale, or only what is named. */
export type ConversionChoice = { kind: "any" } | { kind: "these"; goals: readonly string[]; sale: boolean };

export interface ConversionState {
  choice: ConversionChoice;
  /** As parameters of `/api/page/sources`. */
  params: { goal: readonly string[]; sale: string | null };
  choose(choice: ConversionChoice): void;
}

/** Goals stand in one parameter, parted by line ends, which no goal's name is typed with. */
const PARTED_BY = "\n";

export function useConversion(): ConversionState {
  const { query, set } = usePageLocation();
  const goals = (query.get("goal") ?? "").split(PARTED_BY).filter(Boolean);
  const sale = query.get("sale") === "1";
  return {
    choice: goals.length === 0 && !sale ? { kind: "any" } : { kind: "these", goals, sale },
    params: { goal: goals, sale: sale ? "1" : null },
    choose: (choice) =>
      set(
        choice.kind === "any"
          ? { goal: null, sale: null }
          : { goal: choice.goals.join(PARTED_BY), sale: choice.sale ? "1" : null },
      ),
  };
}

/** The choice with one goal, or sales, put in or taken out. With nothing left in it, anything converts. */
export function toggled(choice: ConversionChoice, what: { goal: string } | "sale"): ConversionChoice {
  const { goals, sale } = namedIn(choice);
  const changed =
    what === "sale"
      ? { goals, sale: !sale }
      : { goals: goals.includes(what.goal) ? goals.filter((each) => each !== what.goal) : [...goals, what.goal], sale };
  return changed.goals.length === 0 && !changed.sale ? { kind: "any" } : { kind: "these", ...changed };
}

export function namedIn(choice: ConversionChoice): { goals: readonly string[]; sale: boolean } {
  return choice.kind === "any" ? { goals: [], sale: false } : choice;
}
