import type { Occurrence } from "../../destinations/occurrence.ts";

/** Describes a call for `debug`: what it counts as, with its figures. Labels are omitted: they may be personal. */
export function describeCall(method: string, occurrence: Occurrence): string {
  switch (occurrence.kind) {
    case "event": {
      const { event, userId, amount, result, conversionTarget } = occurrence;
      const parts = [
        `${method} ${JSON.stringify(event)} for user ${userId}`,
        ...(amount === undefined ? [] : [`amount ${amount}`]),
        ...(result === undefined ? [] : [result]),
        ...(conversionTarget === undefined ? [] : [`goal ${JSON.stringify(conversionTarget)}`]),
      ];
      return parts.join(", ");
    }
    case "goal":
      return `${method} ${JSON.stringify(occurrence.target)} for user ${occurrence.userId}`;
    case "start":
      return `${method} for user ${occurrence.user.id}`;
    default:
      return `${method} for user ${occurrence.userId}`;
  }
}
