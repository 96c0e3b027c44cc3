import type { OutboxEntry, PutResult, PutStatus } from "@bot-tracker/core";
import { classOf } from "./store-reply.ts";

type Answer = ["put", verdict: string, ...statuses: PutStatus[]] | ["moved"] | ["failed"];
type Answers = [answers: Answer[], overflowed: [destination: string, rank: number][], failure: string];

/**
 * What lua/put.lua says of these entries. What had to leave stands with the last of them. An entry that was relayed
 * before has the statuses `stored`, as nothing remains to be done for it.
 *
 * @throws {Error} one of them could not be put. The others were, and are answered so when they come again.
 */
export function readPutAnswers(entries: readonly OutboxEntry[], result: unknown): PutResult[] {
  const [answers, overflowed, failure] = result as Answers;
  if (failure !== "") throw new Error(failure);
  const left = overflowed.map(([destination, rank]) => ({ destination, class: classOf(rank) }));
  return entries.map(({ items }, index): PutResult => {
    const [kind, verdict = "", ...statuses] = answers[index] ?? ["moved"];
    const isLast = index === entries.length - 1;
    return {
      statuses: kind === "moved" ? items.map(() => "stored") : (statuses as PutStatus[]),
      overflowed: isLast ? left : [],
      ...(verdict !== "" && { verdict: verdict as NonNullable<PutResult["verdict"]> }),
    };
  });
}
