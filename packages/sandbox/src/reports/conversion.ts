import { type Condition, condition } from "../database/condition.ts";
import type { Parameters } from "./parameters.ts";

/** What converts somebody who started: any goal and any sale, or only what is named. */
export type Conversion = { kind: "any" } | { kind: "these"; goals: readonly string[]; sale: boolean };

const GOALS: Condition = condition("goal IS NOT NULL");
/** What is paid back is no sale, and an event worth nothing neither. */
const SALES: Condition = condition("amount IS NOT NULL AND amount > 0");

export function readConversion(parameters: Parameters): Conversion {
  const goals = parameters.texts("goal");
  const sale = parameters.oneOf("sale", ["1"]) !== undefined;
  return goals.length === 0 && !sale ? { kind: "any" } : { kind: "these", goals, sale };
}

/** The facts that convert are those that one of these finds, each in an index of its own. */
export function convertingParts(conversion: Conversion): Condition[] {
  if (conversion.kind === "any") return [GOALS, SALES];
  const { goals, sale } = conversion;
  return [...(goals.length === 0 ? [] : [named(goals)]), ...(sale ? [SALES] : [])];
}

/** The goals that are counted: a choice of sales alone leaves them all. */
export function countedGoals(conversion: Conversion): Condition {
  return conversion.kind === "any" || conversion.goals.length === 0 ? GOALS : named(conversion.goals);
}

function named(goals: readonly string[]): Condition {
  return condition(`goal IS NOT NULL AND goal IN (${goals.map(() => "?").join(", ")})`, ...goals);
}
