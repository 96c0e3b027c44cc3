import {
  DEAD_LETTER_KEEP_MS,
  DELIVERY_CLASSES,
  OVERHEAD_BYTES,
  SHARING_CLASSES,
  TURN_STEPS,
} from "@bot-tracker/core/outbox-kit";
import { ALL_STEP, BLOCKED_SCORE, DELAY_STEP } from "./delayed-score.ts";
import { KEPT_FOR_MACHINES_MS } from "./kept-for-machines.ts";
import { rankOf } from "./store-reply.ts";

/** Stands before every script of the store: the rules and numbers of core's `outbox/rules`, told to Lua. */
export const LUA_CONSTANTS: string = `
local CLASSES = ${DELIVERY_CLASSES.length}
local START, STOP = ${rankOf("start")}, ${rankOf("stop")}
local IS_BARRIER = {[START] = true, [STOP] = true}
local TURN_STEPS = {${SHARING_CLASSES.map((name) => TURN_STEPS[name]).join(", ")}} -- of STOP and what follows it
local OVERHEAD_BYTES, DEAD_FOR_MS = ${OVERHEAD_BYTES}, ${DEAD_LETTER_KEEP_MS}
local KEPT_FOR_MACHINES_MS = ${KEPT_FOR_MACHINES_MS}
local DELAY_STEP, BLOCKED_SCORE, ALL_STEP = ${DELAY_STEP}, ${BLOCKED_SCORE}, ${ALL_STEP}
`;
