import type { FailedCall } from "../messenger/failed-call.ts";
import { readUserId } from "../messenger/user-id.ts";
import { isRecord } from "../support/json-record.ts";

const SUSPENDED = /\berror\.dialog\.suspended\b/;
const DENIED = /\bchat\.denied\b/;
/** The words that MAX gives as the reason. Those of anything but a suspended dialog are about something else. */
const OTHER_REASON = /\berror\.(?!dialog\.suspended)/;

/**
 * Whether a refused call shows that its recipient has stopped the bot: 403 `chat.denied`, whose message is
 * `error.dialog.suspended`. The recipient is `user_id`. A `chat_id` is that of the dialog, which only the adapter can
 * bring to a person; groups have one too.
 *
 * Source: public bots that tell their users so; MAX's documentation does not list the codes.
 */
export function readSendFailure({
  method,
  params,
  errorCode,
  description,
}: FailedCall): { userId: string } | undefined {
  if (errorCode !== 403 || typeof description !== "string" || !method.startsWith("POST ")) return undefined;
  if (!SUSPENDED.test(description) && (!DENIED.test(description) || OTHER_REASON.test(description))) return undefined;
  if (!isRecord(params)) return undefined;
  const { user_id: id } = params;
  const userId = readUserId(typeof id === "string" && /^[1-9]\d*$/.test(id) ? Number(id) : id);
  return userId === undefined ? undefined : { userId };
}
