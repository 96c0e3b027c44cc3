import { type Answer, refuse, succeed } from "./answer.ts";
import { type BotMessage, isRecord, messageContent } from "./bot-message.ts";
import { getterOf, type KnownPeople } from "./getters.ts";
import { type ApiParams, chatIdOf, numberParam, textParam } from "./params.ts";
import { type BotProfile, guessChat } from "./profiles.ts";
import { TRUE_METHODS } from "./true-methods.ts";

/** What the sending methods need of the bot that calls them. */
export interface SendingBot extends KnownPeople {
  readonly profile: BotProfile;
  nextMessageId(): number;
  nowSeconds(): number;
  /** A message that the bot sent, as it was sent. */
  messageOf(chatId: number | string, messageId: number): object | undefined;
}

const REACHES_A_CHAT = /^(send|copy|forward|edit)/i;
/** What a bot can send, beside copies: other names that begin so are unknown, as on a real server. */
const SENDS =
  /^(send(message|photo|audio|document|video|animation|voice|videonote|paidmedia|mediagroup|location|venue|contact|poll|checklist|dice|sticker|invoice|game)|copymessages?|forwardmessages?|editmessage(text|caption|media|livelocation|replymarkup|checklist))$/;

/** After entities are parsed; before that, a text may be longer. */
const MAX_TEXT_CHARS = 4_096;
const MAX_CAPTION_CHARS = 1_024;
const MAX_MARKUP_RATIO = 4;
const MAX_MEDIA = 10;
const MAX_COPIED = 100;

/** Whether the method fails when its chat has blocked the bot. `forwardMessage` is about its target, `chat_id`. */
export function reachesChat(method: string): boolean {
  return REACHES_A_CHAT.test(method);
}

/** Answers the methods that keep no state: believable messages for what is sent, `true` for the rest, 404 otherwise. */
export function answerStateless(method: string, params: ApiParams, bot: SendingBot): Answer {
  const name = method.toLowerCase();
  if (TRUE_METHODS.has(name)) return succeed(true);
  const getter = getterOf(name);
  if (getter !== undefined) return succeed(getter(params, bot));
  if (!SENDS.test(name)) return refuse(404, "Not Found");
  if (textParam(params, "inline_message_id") !== undefined) return succeed(true);
  const chatId = chatIdOf(params);
  if (chatId === undefined) return refuse(400, "Bad Request: chat_id is empty");
  const needsText = name === "sendmessage" || name === "editmessagetext";
  if (needsText && textParam(params, "text") === undefined) return refuse(400, "Bad Request: message text is empty");
  if (isTooLong(params, "text", MAX_TEXT_CHARS)) return refuse(400, "Bad Request: message is too long");
  if (isTooLong(params, "caption", MAX_CAPTION_CHARS)) return refuse(400, "Bad Request: message caption is too long");

  const { id, is_bot, first_name, username } = bot.profile;
  const frame = (messageId: number): BotMessage => ({
    message_id: messageId,
    from: { id, is_bot, first_name, username },
    chat: bot.chatOf(chatId) ?? guessChat(chatId),
    date: bot.nowSeconds(),
  });
  if (name.startsWith("edit")) {
    const messageId = numberParam(params, "message_id", 1);
    const { reply_markup: _, ...before } = { ...frame(messageId), ...bot.messageOf(chatId, messageId) } as BotMessage;
    return succeed({ ...before, edit_date: bot.nowSeconds(), ...messageContent(method, params, messageId) });
  }
  const sendOne = (kind: string): BotMessage => {
    const messageId = bot.nextMessageId();
    return { ...frame(messageId), ...messageContent(kind, params, messageId) };
  };
  if (name === "copymessage") return succeed({ message_id: bot.nextMessageId() });
  if (name === "copymessages" || name === "forwardmessages") {
    return succeed(listParam(params, "message_ids", MAX_COPIED).map(() => ({ message_id: bot.nextMessageId() })));
  }
  if (name === "sendmediagroup") {
    const media = listParam(params, "media", MAX_MEDIA).filter(isRecord);
    return succeed(media.map(({ type }) => sendOne(`send${type}`)));
  }
  return succeed(sendOne(method));
}

function isTooLong(params: ApiParams, name: string, maxChars: number): boolean {
  const chars = textParam(params, name)?.length ?? 0;
  return chars > (params.parse_mode === undefined ? maxChars : maxChars * MAX_MARKUP_RATIO);
}

function listParam(params: ApiParams, name: string, max: number): unknown[] {
  const list = params[name];
  return Array.isArray(list) ? list.slice(0, max) : [];
}
