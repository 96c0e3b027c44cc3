import { TrackerConfigError } from "../errors/tracker-config-error.ts";

/**
 * Checks the goal of `contactShared`, whatever the messenger.
 *
 * @throws {TrackerConfigError} it is not a non-empty string
 */
export function checkContactGoal(goal: unknown): void {
  if (typeof goal === "string" && goal.trim() !== "") return;
  throw new TrackerConfigError(
    'contactShared({ goal }) needs the name of a goal in the ad system, such as "lead", ' +
      `got ${typeof goal === "string" ? "an empty string" : typeof goal}.`,
  );
}
