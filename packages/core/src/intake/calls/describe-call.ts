import type { Occurrence } from "../../destinations/occurrence.ts";

/** A recording call in words, for `debug`: what it counts as and with which figures. Labels may be personal. */
export function describeCall(method: string, occurrence: Occurrence): string {
  switch (occurrence.kind) {
    case "event": {
      const { event, userId, amount, result, conversionTarget } = occurrence;
      const parts = [
        `${method} ${JSON.stringify(event)} of user ${userId}`,
        ...(amount === undefined ? [] : [`amount ${amount}`]),
        ...(result === undefined ? [] : [result]),
        ...(conversionTarget === undefined ? [] : [`goal ${JSON.stringify(conversionTarget)}`]),
      ];
      return parts.join(", ");
    }
    case "goal":
      return `${method} ${JSON.stringify(occurrence.target)} of user ${occurrence.userId}`;
    case "start":
      return `${method} of user ${occurrence.user.id}`;
    default:
      return `${method} of user ${occurrence.userId}`;
  }
}
