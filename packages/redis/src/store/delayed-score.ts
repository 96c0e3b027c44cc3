/** BullMQ sorts delayed jobs by their time times this, plus a counter. */
export const DELAY_STEP = 4_096;

/** What waits for an earlier start or stop of its person. Later than any time before 2039, and exact as a number. */
export const BLOCKED_SCORE = 9_000_000_000_000_000;

/** What the set of all deliveries is sorted by: their class times this (2 ** 45), plus their place in the order. */
export const ALL_STEP = 35_184_372_088_832;
