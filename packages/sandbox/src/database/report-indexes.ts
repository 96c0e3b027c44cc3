import { REQUEST_OUTCOME } from "./request-outcome.ts";

/**
 * What the page's questions are answered from. Most hold every column that their question reads, so that the rows
 * themselves, which lie far apart, are not touched. An index on a condition costs nothing where that does not hold.
 */
export const REPORT_INDEXES: string = `
CREATE INDEX IF NOT EXISTS requests_by_service ON requests (service, key, id);
CREATE INDEX IF NOT EXISTS requests_by_method ON requests (method, id);
CREATE INDEX IF NOT EXISTS requests_by_outcome ON requests (${REQUEST_OUTCOME}, id);
CREATE INDEX IF NOT EXISTS requests_doubled ON requests (at, key) WHERE doubled_start = 1;

CREATE INDEX IF NOT EXISTS facts_by_source ON facts (source, user_id, at, key, standing) WHERE kind = 'start';
CREATE INDEX IF NOT EXISTS facts_by_goal ON facts (at, key, source, user_id, goal) WHERE goal IS NOT NULL;
CREATE INDEX IF NOT EXISTS facts_by_amount ON facts (at, key, source, amount) WHERE amount IS NOT NULL;
`;
