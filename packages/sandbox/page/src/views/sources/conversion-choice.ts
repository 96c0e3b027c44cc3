import { usePageLocation } from "../../location/location.tsx";

/** What converts somebody, as the address keeps it: only what is named, or, with nothing named, any goal and any sale. */
export interface ConversionChoice {
  goals: readonly string[];
  sale: boolean;
}

export const ANY_CONVERSION: ConversionChoice = { goals: [], sale: false };

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
    choice: { goals, sale },
    params: { goal: goals, sale: sale ? "1" : null },
    choose: (choice) =>
      set({
        goal: choice.goals.length === 0 ? null : choice.goals.join(PARTED_BY),
        sale: choice.sale ? "1" : null,
      }),
  };
}

export function isAny({ goals, sale }: ConversionChoice): boolean {
  return goals.length === 0 && !sale;
}

/** The choice with one goal, or sales, put in or taken out. With nothing left in it, anything converts. */
export function toggled({ goals, sale }: ConversionChoice, what: { goal: string } | "sale"): ConversionChoice {
  if (what === "sale") return { goals, sale: !sale };
  const { goal } = what;
  return { goals: goals.includes(goal) ? goals.filter((each) => each !== goal) : [...goals, goal], sale };
}
