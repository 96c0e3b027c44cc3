import { readBody } from "../bodies/read-body.ts";
import type { FaultKind } from "../wire/fault.ts";
import type { RecordedRequest } from "../wire/recorded-request.ts";
import type { ServiceName } from "../wire/service-name.ts";

/** A row of `requests` as the library gives it. `shownOf` tells the key of a `keys.id`. */
export function toRecordedRequest(row: Record<string, unknown>, shownOf: (keyId: number) => string): RecordedRequest {
  const service = row.service as ServiceName;
  const headers: Record<string, string> = JSON.parse(String(row.headers));
  const bodyText = String(row.body);
  const body = readBody(service, { headers, bodyText });
  const { user_id: userId, error_code: code, error_details: details, fault } = row;
  return {
    id: Number(row.id),
    at: Number(row.at),
    service,
    key: shownOf(Number(row.key)),
    method: String(row.method),
    headers,
    bodyText,
    body: body.kind === "value" ? body.value : undefined,
    ...(userId !== null && { userId: String(userId) }),
    status: row.status === null ? null : Number(row.status),
    ...(code !== null && {
      error: {
        code: Number(code),
        description: String(row.error_description),
        ...(details !== null && { details: String(details) }),
      },
    }),
    accepted: row.accepted === 1,
    warnings: JSON.parse(String(row.warnings)),
    ...(fault !== null && { fault: fault as FaultKind }),
  };
}
