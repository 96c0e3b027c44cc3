import { ALWAYS, allOf, anyOf, type Condition, condition } from "../database/condition.ts";
import { containsText } from "../database/contains-text.ts";
import type { Queries } from "../database/queries.ts";
import { REQUEST_OUTCOME } from "../database/request-outcome.ts";
import { shownMethod } from "../keys/shown-method.ts";
import { userIdOfPerson } from "../wire/person-id.ts";
import type { RequestOutcome, RequestsReply } from "../wire/requests.ts";
import type { ServiceName } from "../wire/service-name.ts";
import { activityRuns } from "./activity-runs.ts";
import type { Parameters } from "./parameters.ts";
import { REQUEST_COLUMNS, type RequestRowParts, requestRow, type StoredRequest } from "./request-row.ts";

export interface RequestsQuestion {
  service: ServiceName | undefined;
  method: string | undefined;
  outcome: RequestOutcome | undefined;
  userId: string | undefined;
  text: string | undefined;
  beforeId: number | undefined;
  afterId: number | undefined;
  limit: number;
  only: "matters" | "activity" | undefined;
}

const DEFAULT_LIMIT = 100;
/** Anybody can call a method that does not exist, so there may be any number of names. */
const MAX_METHODS = 100;

/** Walks the index from one name to the next, instead of reading it all. */
const METHODS =
  "WITH RECURSIVE seen (method) AS (SELECT min(method) FROM requests UNION ALL " +
  "SELECT (SELECT min(method) FROM requests WHERE method > seen.method) FROM seen WHERE seen.method IS NOT NULL) " +
  "SELECT method, (SELECT key FROM requests WHERE requests.method = seen.method ORDER BY id DESC LIMIT 1) AS key " +
  `FROM seen WHERE method IS NOT NULL AND method <> '' LIMIT ${MAX_METHODS}`;

export function readRequestsQuestion(parameters: Parameters): RequestsQuestion {
  return {
    service: parameters.service(),
    method: parameters.text("method"),
    outcome: parameters.outcome(),
    userId: parameters.text("user"),
    text: parameters.text("q"),
    beforeId: parameters.wholeNumber("before", 0, Number.MAX_SAFE_INTEGER),
    afterId: parameters.wholeNumber("after", 0, Number.MAX_SAFE_INTEGER),
    limit: parameters.limit(DEFAULT_LIMIT),
    only: parameters.oneOf("only", ["matters", "activity"]),
  };
}

/** What arrived and fits, newest first. */
export function requestsReport(
  queries: Queries,
  question: RequestsQuestion,
  ofKey: Condition,
  parts: RequestRowParts,
): RequestsReply {
  const { limit } = question;
  const fitting = allOf(ofKey, ...conditionsOf(question));
  const rows = queries.all<StoredRequest>(
    // The ids alone are chosen first: an index has them, and sorting whole rows takes far longer.
    `SELECT ${REQUEST_COLUMNS} FROM requests WHERE id IN ` +
      `(SELECT id FROM requests WHERE ${fitting.sql} ORDER BY id DESC LIMIT ?) ORDER BY id DESC`,
    [...fitting.values, limit + 1],
  );
  const shown = rows.slice(0, limit).map((row) => requestRow(row, parts));
  const runs =
    question.only === "matters"
      ? activityRuns(
          queries,
          rows.map(({ id }) => id),
          question,
          ofKey,
        )
      : { above: null, below: [] };
  return {
    requests: shown.map((row, index) => ({ ...row, activityBelow: runs.below[index] ?? null })),
    activityAbove: runs.above,
    more: rows.length > limit,
    methods: queries
      .all<{ method: string; key: number }>(METHODS)
      .filter(({ method, key }) => shownMethod(method, parts.wholeKeyOf(key) ?? "") === method)
      .map(({ method }) => method),
  };
}

function conditionsOf(question: RequestsQuestion): Condition[] {
  const { service, method, outcome, userId, text, beforeId, afterId, only } = question;
  return [
    only === undefined ? ALWAYS : condition(`activity = ${only === "activity" ? 1 : 0}`),
    service === undefined ? ALWAYS : condition("service = ?", service),
    method === undefined ? ALWAYS : condition("method = ?", method),
    outcome === undefined ? ALWAYS : condition(`${REQUEST_OUTCOME} = ?`, outcome),
    userId === undefined ? ALWAYS : ofPerson(userId),
    beforeId === undefined ? ALWAYS : condition("id < ?", beforeId),
    afterId === undefined ? ALWAYS : condition("id > ?", afterId),
    text === undefined ? ALWAYS : holding(text),
  ];
}

function holding(text: string): Condition {
  return anyOf(
    containsText(["method", "user_id", "error_description", "error_details", "body"], text),
    condition("CAST(error_code AS TEXT) = ?", text),
  );
}

/** `42` is what stands in the request, whosever bot sent it; `max-42` is a person of MAX. */
function ofPerson(id: string): Condition {
  const withId = condition("user_id = ?", userIdOfPerson(id));
  return id.startsWith("max-") ? allOf(withId, condition("service = 'tgtrack-max'")) : withId;
}
