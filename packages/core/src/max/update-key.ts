import { toBase64Url } from "../support/base64url.ts";
import { isRecord, type JsonRecord } from "../support/json-record.ts";
import { sha256Of } from "../support/sha256.ts";

/**
 * What a second delivery of the same update has too. MAX numbers no updates, so it is the message's own id, or the
 * callback's with its time (one keyboard may give the same id to every press), or type, time, chat and person. A digest
 * of these: kept for 48 hours, it names nobody. Undefined where the update does not have them.
 */
export function updateKeyOf(update: unknown): string | undefined {
  if (!isRecord(update) || typeof update.update_type !== "string") return undefined;
  const identity = identityOf(update);
  if (identity === undefined) return undefined;
  return toBase64Url(sha256Of(JSON.stringify([update.update_type, ...identity]))).slice(0, 22);
}

function identityOf(update: JsonRecord): readonly unknown[] | undefined {
  const { timestamp, message, callback } = update;
  if (isRecord(callback)) {
    const { callback_id: id, user } = callback;
    if (!isText(id)) return undefined;
    return [id, callback.timestamp ?? timestamp, isRecord(user) ? user.user_id : undefined];
  }
  if (isRecord(message)) {
    const mid = isRecord(message.body) ? message.body.mid : undefined;
    if (!isText(mid)) return undefined;
    // A message is written once, and edited at many times.
    return update.update_type === "message_created" ? [mid] : [mid, timestamp];
  }
  if (typeof timestamp !== "number") return undefined;
  const { chat_id: chat, user, user_id: userId, message_id: messageId, payload } = update;
  return [timestamp, chat, isRecord(user) ? user.user_id : userId, messageId, payload];
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
