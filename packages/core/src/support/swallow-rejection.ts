/**
 * For what a bot's own function gave back where nothing was expected: an async function gives a promise, and its
 * rejection, which nobody else looks at, would end the process.
 */
export function swallowRejection(result: unknown, rejected: (error: unknown) => void): void {
  if (result instanceof Promise) result.catch(rejected);
}
