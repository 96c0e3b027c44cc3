import { MOST } from "../bounds/most.ts";
import { REQUEST_OUTCOME } from "../database/request-outcome.ts";
import type { KeyRedaction } from "../keys/key-redaction.ts";
import { shownMethod } from "../keys/shown-method.ts";
import { personIdOf } from "../wire/person-id.ts";
import type { RequestOutcome, RequestRow } from "../wire/requests.ts";
import type { ServiceName } from "../wire/service-name.ts";
import type { KeyLabel } from "../wire/status.ts";
import { summariseBody } from "./summarise-body.ts";

const MAX_PREVIEW = 120;
/** Read of a body for what the list says of it; an update of Telegram is seldom longer. */
const BODY_READ = 16_000;

export const REQUEST_COLUMNS: string =
  "id, at, service, key, method, user_id AS userId, status, error_code AS errorCode, " +
  "error_description AS errorDescription, error_details AS errorDetails, warnings, fault, " +
  `doubled_start AS doubledStart, ${REQUEST_OUTCOME} AS outcome, substr(body, 1, ${BODY_READ}) AS bodyStart`;

export interface StoredRequest {
  id: number;
  at: number;
  service: ServiceName;
  key: number;
  method: string;
  userId: string | null;
  status: number | null;
  errorCode: number | null;
  errorDescription: string | null;
  errorDetails: string | null;
  warnings: string;
  fault: string | null;
  doubledStart: number;
  outcome: RequestOutcome;
  bodyStart: string;
}

export interface RequestRowParts {
  labelOf(keyRow: number): KeyLabel;
  nameOf(userId: string): string | null;
  /** The key itself, where it may stand in what is shown. */
  wholeKeyOf(keyRow: number): string | undefined;
  readonly redaction: Pick<KeyRedaction, "shown">;
}

export function requestRow(stored: StoredRequest, parts: RequestRowParts): RequestRow {
  const { id, at, service, key, method, userId, outcome, status, errorCode, fault } = stored;
  const wholeKey = parts.wholeKeyOf(key) ?? "";
  const redacted = (text: string) => parts.redaction.shown(text, wholeKey);
  const bodyStart = bodyStartOf(stored.bodyStart, wholeKey, parts.redaction);
  return {
    id,
    at,
    service,
    key: parts.labelOf(key),
    method: redacted(shownMethod(method, wholeKey)),
    userId: userId === null ? null : redacted(userId),
    userName: userId === null ? null : redacted(parts.nameOf(personIdOf(service, userId)) ?? "") || null,
    outcome,
    status,
    error:
      errorCode === null
        ? null
        : {
            code: errorCode,
            description: redacted(stored.errorDescription ?? ""),
            details: stored.errorDetails === null ? null : redacted(stored.errorDetails),
          },
    warnings: warningsOf(stored).map(redacted),
    fault,
    doubledStart: stored.doubledStart !== 0,
    summary: summariseBody(bodyStart),
    activityBelow: null,
    preview: previewOf(bodyStart),
  };
}

function warningsOf({ warnings }: Pick<StoredRequest, "warnings">): string[] {
  return JSON.parse(warnings) as string[];
}

function bodyStartOf(read: string, key: string, redaction: RequestRowParts["redaction"]): string {
  // A key cut in two by the end of what was read would not be known for one.
  return redaction.shown(read, key, read.length < BODY_READ ? BODY_READ : BODY_READ - 6 * MOST.keyChars);
}

function previewOf(bodyStart: string): string {
  const line = bodyStart.replace(/\s+/g, " ").trim();
  return line.length > MAX_PREVIEW ? `${line.slice(0, MAX_PREVIEW - 1)}…` : line;
}
