import type { FunnelStep } from "#wire/funnel";

export type StepOrder = "people" | "time";

/** They come with the most people first. */
export function inOrder(steps: readonly FunnelStep[], order: StepOrder): readonly FunnelStep[] {
  return order === "people" ? steps : steps.toSorted((one, other) => one.firstAt - other.firstAt);
}
