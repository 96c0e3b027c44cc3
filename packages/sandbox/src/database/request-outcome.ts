/**
 * How a request ended, computed from its row (`RequestOutcome` of the page's API). The index that finds the few
 * refused among many holds this very expression: SQLite uses it only where a query says it in the same words.
 */
export const REQUEST_OUTCOME: string =
  "CASE WHEN status IS NULL THEN 'unanswered' WHEN error_code IS NOT NULL OR accepted = 0 THEN 'refused' " +
  "WHEN warnings <> '[]' THEN 'warned' ELSE 'ok' END";
