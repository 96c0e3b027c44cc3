import { TrackerError } from "../errors/tracker-error.ts";
import { errorText } from "./error-text.ts";

/**
 * Runs what reads values of the bot's, which may be anything: where that fails by itself (a getter that throws, null in
 * the place of an object), the error is one of this library's own, made by `make` from what went wrong.
 */
export function withOwnErrors<T>(make: (problem: string) => TrackerError, task: () => T): T {
  try {
    return task();
  } catch (error) {
    throw error instanceof TrackerError ? error : make(errorText(error));
  }
}
