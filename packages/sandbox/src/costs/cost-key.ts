import type { Cost } from "../wire/costs.ts";

/** What costs have in common of which the later one replaces the other. */
export function costKey({ source, from, to, currency }: Pick<Cost, "source" | "from" | "to" | "currency">): string {
  return JSON.stringify([source, from, to, currency]);
}
