import { ANSWERS } from "./answers.ts";
import { BASIS } from "./basis.ts";
import { STATES } from "./states.ts";
import { STOCK } from "./stock.ts";

/**
 * What every script begins with. A script is one step: nothing of it can be seen or lost half done, so that the ledger
 * balances at every moment. That holds only as long as none fails once it has written. All keys begin with the one that
 * is given, whose `{...}` keeps them on one node.
 *
 * A delivery is a job in BullMQ's own layout: its hash `<scope><destination>:<id>`, and one of the sets `prioritized`
 * (ready), `delayed` (until a time, or behind an earlier start or stop of its user), `active` (being sent) and `failed`
 * (dead). BullMQ's own moves take one job by its own order and clock, and cannot count in our ledger in the same step.
 */
export const PRELUDE: string = [BASIS, STATES, STOCK, ANSWERS].join("");
