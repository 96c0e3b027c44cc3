import type { SourcesReply } from "#wire/sources";
import { totalOf } from "./source-tree.ts";

/** All columns at once fit no screen. */
export const COLUMN_SETS = ["people", "money"] as const;
export type ColumnSet = (typeof COLUMN_SETS)[number];

/** What is asked for in the address; without it, money where costs are known. */
export function columnSetIn(asked: string | null, reply: Pick<SourcesReply, "sources" | "others">): ColumnSet {
  const { cost, otherCosts } = totalOf(reply.sources, reply.others);
  const found = COLUMN_SETS.find((each) => each === asked);
  return found ?? (cost > 0 || otherCosts.length > 0 ? "money" : "people");
}
