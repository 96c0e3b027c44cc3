/** What a person is told of something that failed: the sandbox's own words, where it has refused. */
export function wordsOfFailure(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
