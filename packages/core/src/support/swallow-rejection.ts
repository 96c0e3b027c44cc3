import { isPromise } from "./is-promise.ts";

/**
 * Handles the rejection of a promise that a bot's own function returned where no result was expected. Without this, an
 * async function that fails would end the process with an unhandled rejection.
 */
export function swallowRejection(result: unknown, rejected: (error: unknown) => void): void {
  try {
    if (isPromise(result)) result.then(undefined, rejected);
  } catch (error) {
    rejected(error);
  }
}
