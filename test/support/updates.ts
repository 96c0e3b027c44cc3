import type {
  CallbackQuery,
  Chat,
  ChatMember,
  ChatMemberUpdated,
  Message,
  MessageEntity,
  Update,
  User,
} from "grammy/types";

/** The bot that every update here was sent to. */
export const BOT: User & { username: string } = {
  id: 7_000_000_001,
  is_bot: true,
  first_name: "Course Bot",
  username: "CourseBot",
};

/** The same bot as a tracker knows it. */
export const BOT_IDENTITY = { id: String(BOT.id), username: BOT.username };

export const USER_ID = 5_123_456_789;
/** 20 November 2026, 12:00 UTC, in unix seconds. */
export const DATE = 1_795_176_000;

/** What every builder takes. Two deliveries of one update are two calls with the same `updateId` and `messageId`. */
export interface UpdateParts {
  updateId?: number;
  userId?: number;
  /** Unix seconds. */
  date?: number;
  messageId?: number;
}

export interface MessageParts extends UpdateParts {
  /** Left out together with `text: null`, for photos and service messages. */
  text?: string | null;
  /** Laid over the finished message: a caption, a forward's origin, another chat. */
  message?: Partial<Message>;
}

export type MessageUpdate = Update & { message: NonNullable<Update["message"]> };
export type EditedMessageUpdate = Update & { edited_message: NonNullable<Update["edited_message"]> };
export type MyChatMemberUpdate = Update & { my_chat_member: ChatMemberUpdated };
export type CallbackQueryUpdate = Update & { callback_query: CallbackQuery };

export function person(userId: number = USER_ID): User {
  return {
    id: userId,
    is_bot: false,
    first_name: "Анна",
    last_name: "Петрова",
    username: "anna_petrova",
    language_code: "ru",
    is_premium: true,
  };
}

export function privateChat(userId: number = USER_ID): Chat.PrivateChat {
  return { id: userId, type: "private", first_name: "Анна", last_name: "Петрова", username: "anna_petrova" };
}

export function groupChat(): Chat.GroupChat {
  return { id: -4_012_345_678, type: "group", title: "Course talk" };
}

export function supergroupChat(): Chat.SupergroupChat {
  return { id: -1_001_234_567_890, type: "supergroup", title: "Course talk", username: "course_talk" };
}

export function channelChat(): Chat.ChannelChat {
  return { id: -1_009_876_543_210, type: "channel", title: "Course news", username: "course_news" };
}

/** The `bot_command` entities that Telegram itself marks in a text; undefined if there are none. */
export function commandEntities(text: string): MessageEntity[] | undefined {
  const commands = text.matchAll(/(?<![\w/<>])\/\w{1,64}(?:@\w{3,32})?(?![\w/<>])/g);
  const entities = [...commands].map(
    ({ 0: command, index }): MessageEntity => ({ type: "bot_command", offset: index, length: command.length }),
  );
  return entities.length === 0 ? undefined : entities;
}

/** A bare `Message`, in the person's private chat unless `message.chat` says otherwise. */
export function messageOf({ userId, date, messageId, text = "Hello", message }: MessageParts = {}): Message {
  const entities = text === null ? undefined : commandEntities(text);
  return {
    message_id: messageId ?? 41,
    from: person(userId),
    chat: privateChat(userId),
    date: date ?? DATE,
    ...(text === null ? {} : { text }),
    ...(entities === undefined ? {} : { entities }),
    ...message,
  } as Message;
}

/** A message of a person to the bot. */
export function privateMessage(parts: MessageParts = {}): MessageUpdate {
  return { update_id: parts.updateId ?? 900_000_001, message: messageOf(parts) } as MessageUpdate;
}

/** A press of START, or the opening of a link with `payload`. */
export function privateStart({ payload = "", ...parts }: MessageParts & { payload?: string } = {}): MessageUpdate {
  return privateMessage({ text: payload === "" ? "/start" : `/start ${payload}`, ...parts });
}

/** A person's message in a group. */
export function groupMessage(parts: MessageParts = {}): MessageUpdate {
  return privateMessage({ ...parts, message: { chat: supergroupChat(), ...parts.message } as Partial<Message> });
}

/** A person corrects what they wrote. */
export function editedMessage(parts: MessageParts = {}): EditedMessageUpdate {
  const edited = { ...messageOf(parts), edit_date: (parts.date ?? DATE) + 30 };
  return { update_id: parts.updateId ?? 900_000_002, edited_message: edited } as EditedMessageUpdate;
}

/** A person presses a button under a message of the bot, in their private chat unless `message.chat` says otherwise. */
export function callbackQuery({
  updateId,
  data = "lesson:2",
  ...parts
}: MessageParts & { data?: string } = {}): CallbackQueryUpdate {
  return {
    update_id: updateId ?? 900_000_003,
    callback_query: {
      id: "552300115555555",
      from: person(parts.userId),
      message: {
        ...messageOf({ text: "Lesson 1", ...parts }),
        ...(parts.message?.from === undefined ? { from: BOT } : {}),
        reply_markup: { inline_keyboard: [[{ text: "Next lesson", callback_data: data }]] },
      },
      chat_instance: "-3456789012345678901",
      data,
    },
  } as CallbackQueryUpdate;
}

export type Status = ChatMember["status"];

export interface MyChatMemberParts extends UpdateParts {
  before?: Status;
  after?: Status;
  /** Default: the person's private chat. */
  chat?: Chat;
  /** Whose status changed. Default: the bot. */
  member?: User;
}

/** The bot's own membership changes: by default the person blocks it. */
export function myChatMember(parts: MyChatMemberParts = {}): MyChatMemberUpdate {
  const { updateId, userId, date, before = "member", after = "kicked", chat, member = BOT } = parts;
  return {
    update_id: updateId ?? 900_000_004,
    my_chat_member: {
      chat: chat ?? privateChat(userId),
      from: person(userId),
      date: date ?? DATE,
      old_chat_member: chatMember(before, member),
      new_chat_member: chatMember(after, member),
    },
  };
}

/** A person lifts their block. */
export function unblock(parts: UpdateParts = {}): MyChatMemberUpdate {
  return myChatMember({ ...parts, before: "kicked", after: "member" });
}

/** A `ChatMember` with the fields that its status has. */
export function chatMember(status: Status, user: User): ChatMember {
  switch (status) {
    case "kicked":
      return { status, user, until_date: 0 };
    case "creator":
      return { status, user, is_anonymous: false };
    case "restricted":
      return { status, user, is_member: true, until_date: 0, ...permissions(false) } as ChatMember;
    case "administrator":
      return { status, user, can_be_edited: false, is_anonymous: false, ...permissions(true) } as ChatMember;
    default:
      return { status, user };
  }
}

function permissions(granted: boolean): Record<string, boolean> {
  return {
    can_send_messages: granted,
    can_send_photos: granted,
    can_manage_chat: granted,
    can_delete_messages: granted,
    can_invite_users: granted,
    can_pin_messages: granted,
    can_post_messages: granted,
  };
}
