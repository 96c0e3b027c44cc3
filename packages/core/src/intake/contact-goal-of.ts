import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import { withOwnErrors } from "../support/with-own-errors.ts";

/**
 * The goal that `contactShared` was given, whatever the messenger.
 *
 * @throws {TrackerConfigError} it is not a non-empty string
 */
export function contactGoalOf(options: { goal: string }): string {
  const goal: unknown = withOwnErrors(
    (problem) => new TrackerConfigError(`contactShared cannot use what it was given: ${problem}`),
    () => options.goal,
  );
  if (typeof goal === "string" && goal.trim() !== "") return goal;
  throw new TrackerConfigError(
    'contactShared({ goal }) needs the name of a goal in the ad system, such as "lead", ' +
      `got ${typeof goal === "string" ? "an empty string" : typeof goal}.`,
  );
}
