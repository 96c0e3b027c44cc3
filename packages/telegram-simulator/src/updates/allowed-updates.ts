/** Which updates a bot gets: the default set, or the kinds it once asked for. */
export type AllowedUpdates = { kind: "default" } | { kind: "list"; updateKinds: readonly string[] };

// In the order in which getWebhookInfo lists them.
const UPDATE_KINDS: readonly string[] = [
  "message",
  "edited_message",
  "channel_post",
  "edited_channel_post",
  "inline_query",
  "chosen_inline_result",
  "callback_query",
  "shipping_query",
  "pre_checkout_query",
  "poll",
  "poll_answer",
  "my_chat_member",
  "chat_member",
  "chat_join_request",
  "chat_boost",
  "removed_chat_boost",
  "message_reaction",
  "message_reaction_count",
  "business_connection",
  "business_message",
  "edited_business_message",
  "deleted_business_messages",
  "purchased_paid_media",
  "managed_bot",
  "guest_message",
  "subscription",
  "stopped_message_generation",
];

const NOT_BY_DEFAULT: ReadonlySet<string> = new Set(["chat_member", "message_reaction", "message_reaction_count"]);

/**
 * The setting after a call with this `allowed_updates`. It sticks to the bot on Telegram's side: left out, or not a
 * list of names, it stays as it was; `[]` or only unknown names bring the default set back (Bot API server,
 * `get_allowed_update_types`).
 */
export function nextAllowedUpdates(current: AllowedUpdates, param: unknown): AllowedUpdates {
  const names = typeof param === "string" ? parseList(param) : param;
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) return current;
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const updateKinds = UPDATE_KINDS.filter((updateKind) => wanted.has(updateKind));
  const isDefault =
    updateKinds.length === 0 || UPDATE_KINDS.every((name) => wanted.has(name) !== NOT_BY_DEFAULT.has(name));
  return isDefault ? { kind: "default" } : { kind: "list", updateKinds };
}

/** Whether an update of this kind is delivered. The default set lets kinds through that Telegram has yet to invent. */
export function allows(allowed: AllowedUpdates, updateKind: string): boolean {
  return allowed.kind === "default" ? !NOT_BY_DEFAULT.has(updateKind) : allowed.updateKinds.includes(updateKind);
}

function parseList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
