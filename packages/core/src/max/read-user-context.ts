import type { UserContext } from "../messenger/user-context.ts";
import { readUserId } from "../messenger/user-id.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { isRecord, type JsonRecord } from "../support/json-record.ts";
import { classifyUpdate } from "./classify-update.ts";
import { updateDateOf } from "./message-dates.ts";
import { updateKeyOf } from "./update-key.ts";

/** Whose update of MAX it is, when it happened, and the start it may be. An update can be anything. */
export function readUserContext(update: unknown, bot: BotIdentity | undefined): UserContext {
  if (!isRecord(update)) return { userId: undefined };
  const updateId = updateKeyOf(update);
  const signal = classifyUpdate(update, bot);
  const date = updateDateOf(update);
  // A channel's post has no sender.
  const isNobodys = isRecord(update.message) && !isRecord(update.callback) && !isRecord(update.message.sender);
  return {
    userId: doerOf(update),
    ...(isNobodys && ({ isNobodys } as const)),
    ...(date !== undefined && { date }),
    ...(updateId !== undefined && { updateId }),
    ...(signal.kind === "start" && { startPayload: signal.payload }),
  };
}

/** Of a message that was removed only the id of who did it is told. */
function doerOf({ callback, message, user, user_id: userId }: JsonRecord): string | undefined {
  const doer = isRecord(callback) ? callback.user : isRecord(message) ? message.sender : user;
  if (isRecord(doer)) return doer.is_bot === true ? undefined : readUserId(doer.user_id);
  return readUserId(userId);
}
