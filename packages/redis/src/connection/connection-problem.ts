/** Why Redis cannot be used right now. */
export type ConnectionProblem =
  /** It may pass by itself at any moment. */
  | { kind: "away"; why: string }
  /** Somebody has to fix it: `mend` says how. `matter` tells one such problem from another. */
  | { kind: "unfit"; matter: string; why: string; mend: string };

export function away(why: string): ConnectionProblem {
  return { kind: "away", why };
}

export function unfit(matter: string, why: string, mend: string): ConnectionProblem {
  return { kind: "unfit", matter, why, mend };
}
