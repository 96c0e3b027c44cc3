import { onOneLine } from "@bot-tracker/core/outbox-kit";
import type { KeyRedaction } from "../keys/key-redaction.ts";
import { shownMethod } from "../keys/shown-method.ts";
import type { RecordedRequest } from "../wire/recorded-request.ts";

/** One line about a request, without any key, such as `12:00:05 tgtrack add_event user 42: 422 Unprocessable entity: …`. */
export function describeRequest(
  { at, service, key, method, userId, status, error, fault, warnings }: RecordedRequest,
  redaction: Pick<KeyRedaction, "shown">,
): string {
  const shown = (text: string): string => onOneLine(redaction.shown(text, key));
  const time = new Date(at).toISOString().slice(11, 19);
  const what = [
    time,
    service,
    shown(shownMethod(method, key)),
    ...(userId === undefined ? [] : ["user", shown(userId)]),
  ];
  const outcome =
    error !== undefined
      ? [error.code, error.description].join(" ") + (error.details === undefined ? "" : `: ${error.details}`)
      : status === null
        ? "no answer"
        : "OK";
  const notes = [...(fault === undefined ? [] : [`fault ${fault}`]), ...warnings];
  return `${what.join(" ")}: ${[outcome, ...notes].map(shown).join(" | ")}`;
}
