/** A dialog with the bot, and the person whose it is. */
export interface Dialog {
  chatId: string;
  userId: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** These happen in no other chats, which their updates do not tell apart. */
const IN_DIALOGS: ReadonlySet<unknown> = new Set([
  "bot_started",
  "bot_stopped",
  "dialog_cleared",
  "dialog_muted",
  "dialog_unmuted",
  "dialog_removed",
]);

/** The dialog that an update of MAX happened in; undefined for one from a group or a channel. Never throws. */
export function dialogOfUpdate(update: unknown): Dialog | undefined {
  if (!isRecord(update)) return undefined;
  const { update_type: type, chat_id: chatId, user, message, callback } = update;
  if (IN_DIALOGS.has(type)) return dialog(chatId, user);
  if (!isRecord(message) || !isRecord(message["recipient"])) return undefined;
  const { chat_type: chatType, chat_id: id } = message["recipient"];
  if (chatType !== "dialog") return undefined;
  return dialog(id, isRecord(callback) ? callback["user"] : message["sender"]);
}

function dialog(chatId: unknown, user: unknown): Dialog | undefined {
  if (typeof chatId !== "number" || !isRecord(user) || user["is_bot"] === true) return undefined;
  const { user_id: userId } = user;
  return typeof userId === "number" ? { chatId: String(chatId), userId: String(userId) } : undefined;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
