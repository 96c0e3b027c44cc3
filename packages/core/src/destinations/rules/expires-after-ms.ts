import type { DeliveryClass } from "../../outbox/delivery.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * How long after it was recorded a delivery is still worth sending. TGTrack counts goals for 21 days after a start
 * (its `send_reach_goal`). HowUsedBot counts by the hour in which a request arrives, so older activity would draw a false
 * peak.
 */
export const EXPIRES_AFTER_MS: Readonly<Record<DeliveryClass, number>> = {
  start: 21 * DAY_MS,
  goal: 21 * DAY_MS,
  stop: 21 * DAY_MS,
  event: 7 * DAY_MS,
  activity: HOUR_MS,
};
