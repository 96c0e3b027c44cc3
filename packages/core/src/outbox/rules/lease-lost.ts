import type { DeadReason } from "../delivery.ts";

/** Why a delivery is dead whose lease ran out and which was not to be sent twice. */
export const LEASE_LOST: DeadReason = {
  code: "lost-answer",
  description: "whoever was sending it did not say how it ended, and it was not to be sent twice",
};
