import { type Answer, refuse, succeed } from "./answer.ts";
import { type BotMessage, messageContent } from "./bot-message.ts";
import { type ApiParams, chatIdOf, numberParam, textParam } from "./params.ts";
import { type BotProfile, guessChat, type TelegramChat } from "./profiles.ts";

/** What the sending methods need of the bot that calls them. */
export interface SendingBot {
  readonly profile: BotProfile;
  nextMessageId(): number;
  nowSeconds(): number;
  chatOf(id: number | string): TelegramChat | undefined;
}

// Methods that only ever say yes here. A method in no list is unknown, as on a real server.
const ALWAYS_TRUE: ReadonlySet<string> = new Set([
  "answercallbackquery",
  "answerinlinequery",
  "answerprecheckoutquery",
  "answershippingquery",
  "close",
  "deletechatmenubutton",
  "deletemessage",
  "deletemessages",
  "deletemycommands",
  "leavechat",
  "logout",
  "pinchatmessage",
  "sendchataction",
  "sendmessagedraft",
  "setchatmenubutton",
  "setmessagereaction",
  "setmycommands",
  "setmydescription",
  "setmyname",
  "setmyshortdescription",
  "unpinallchatmessages",
  "unpinchatmessage",
]);

const REACHES_A_CHAT = /^(send|copy|forward|edit)/i;

/** Whether the method fails when its chat has blocked the bot. `forwardMessage` is about its target, `chat_id`. */
export function reachesChat(method: string): boolean {
  return REACHES_A_CHAT.test(method);
}

/** Answers the methods that keep no state: believable messages for what is sent, `true` for the rest, 404 otherwise. */
export function answerStateless(method: string, params: ApiParams, bot: SendingBot): Answer {
  const name = method.toLowerCase();
  if (ALWAYS_TRUE.has(name)) return succeed(true);
  if (!reachesChat(name)) return refuse(404, "Not Found");
  if (textParam(params, "inline_message_id") !== undefined) return succeed(true);
  const chatId = chatIdOf(params);
  if (chatId === undefined) return refuse(400, "Bad Request: chat_id is empty");
  const needsText = name === "sendmessage" || name === "editmessagetext";
  if (needsText && textParam(params, "text") === undefined) return refuse(400, "Bad Request: message text is empty");

  const { id, is_bot, first_name, username } = bot.profile;
  const frame = (messageId: number): BotMessage => ({
    message_id: messageId,
    from: { id, is_bot, first_name, username },
    chat: bot.chatOf(chatId) ?? guessChat(chatId),
    date: bot.nowSeconds(),
  });
  if (name.startsWith("edit")) {
    const edited = { ...frame(numberParam(params, "message_id", 1)), edit_date: bot.nowSeconds() };
    return succeed({ ...edited, ...messageContent(method, params) });
  }
  const sendOne = (content: object): BotMessage => ({ ...frame(bot.nextMessageId()), ...content });
  if (name === "copymessage") return succeed({ message_id: bot.nextMessageId() });
  if (name === "copymessages" || name === "forwardmessages") {
    const messageIds = Array.isArray(params.message_ids) ? params.message_ids : [];
    return succeed(messageIds.map(() => ({ message_id: bot.nextMessageId() })));
  }
  if (name === "sendmediagroup") {
    const media = Array.isArray(params.media) ? params.media : [];
    return succeed(media.map((item: { type?: unknown }) => sendOne(messageContent(`send${item.type}`, params))));
  }
  return succeed(sendOne(messageContent(method, params)));
}
