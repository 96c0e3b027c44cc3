/** BullMQ sorts delayed jobs by their time times this, plus a counter. */
export const DELAY_STEP = 4_096;

/** What waits for an earlier start or stop of its person. Later than any time before 2039, and exact as a number. */
export const BLOCKED_SCORE = 9_000_000_000_000_000;
