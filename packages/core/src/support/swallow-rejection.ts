/**
 * Handles the rejection of a promise that a bot's own function returned where no result was expected. Without this, an
 * async function that fails would end the process with an unhandled rejection.
 */
export function swallowRejection(result: unknown, rejected: (error: unknown) => void): void {
  if (result instanceof Promise) result.catch(rejected);
}
