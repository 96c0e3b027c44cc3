import { DELIVERY_CLASSES } from "@bot-tracker/core/outbox-kit";
import { BLOCKED_SCORE, DELAY_STEP } from "./delayed-score.ts";
import { rankOf } from "./store-reply.ts";

/** What is counted for each delivery beside its body. */
const OVERHEAD_BYTES = 200;
const DEAD_FOR_MS = 30 * 86_400_000;

/** Stands before every script of the store: the rules and numbers that TypeScript has too. */
export const LUA_CONSTANTS: string = `
local CLASSES = ${DELIVERY_CLASSES.length}
local START, STOP = ${rankOf("start")}, ${rankOf("stop")}
local IS_BARRIER = {[START] = true, [STOP] = true}
local OVERHEAD_BYTES, DEAD_FOR_MS = ${OVERHEAD_BYTES}, ${DEAD_FOR_MS}
local DELAY_STEP, BLOCKED_SCORE = ${DELAY_STEP}, ${BLOCKED_SCORE}
`;
