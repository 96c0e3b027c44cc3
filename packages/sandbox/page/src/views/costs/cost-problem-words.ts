import type { CostProblem } from "#wire/costs";
import type { COSTS_TEXTS } from "./costs-texts.ts";

/** What is wrong with a line, what was expected there, and what came. */
export function costProblemWords(problem: CostProblem, texts: (typeof COSTS_TEXTS)["en"]): string {
  const { wrong } = texts;
  switch (problem.kind) {
    case "no-columns":
      return wrong.noColumns;
    case "several-amounts":
      return wrong.severalAmounts;
    case "too-many-cells":
      return wrong.tooManyCells(problem.expected);
    case "total":
      return wrong.total;
    case "unknown-source":
      return problem.came === "" ? wrong.noSource : wrong.unknownSource(problem.came);
    case "several-sources":
      return wrong.severalSources(problem.came, problem.count);
    case "no-date":
      return wrong.noDate;
    case "bad-date":
      return wrong.badDate(problem.came);
    case "ambiguous-date":
      return wrong.ambiguousDate(problem.came);
    case "backwards":
      return wrong.backwards(problem.came);
    case "bad-amount":
      return problem.came === "" ? wrong.noAmount : wrong.badAmount(problem.came);
    case "ambiguous-amount":
      return wrong.ambiguousAmount(problem.came);
    case "negative-amount":
      return wrong.negativeAmount(problem.came);
    case "bad-currency":
      return wrong.badCurrency(problem.came);
    case "no-currency":
      return wrong.noCurrency;
  }
}
