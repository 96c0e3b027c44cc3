import { explainStoreError } from "../connection/explain-store-error.ts";

const MEANWHILE = "What is recorded is kept here, is not sent in the meantime, and the move is retried.";

/** What it means that Redis did not accept what was recorded, and how to mend it. */
export function explainRefusal(error: unknown): string {
  const why = explainStoreError(error);
  if (/\bOOM\b/.test(why)) {
    return (
      "Redis is full: its memory has reached `maxmemory`, so what was recorded cannot be moved to it. " +
      `${MEANWHILE} What is in Redis is still sent, which frees some. Raise \`maxmemory\`.`
    );
  }
  return `What was recorded could not be moved to Redis (${why}). ${MEANWHILE}`;
}
