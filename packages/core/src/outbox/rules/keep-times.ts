const DAY_MS = 86_400_000;

/**
 * How long a dedupe key is remembered; within one more day it is forgotten. In a flood of keys a store forgets the
 * oldest earlier, to stay within its bounds. Redis repeats it in Lua: `dedupe-keys.lua`.
 */
export const DEDUPE_KEEP_MS: number = 2 * DAY_MS;

/** How long a dead letter is kept; then it counts as `expired`. */
export const DEAD_LETTER_KEEP_MS: number = 30 * DAY_MS;
