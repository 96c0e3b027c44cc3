import type { TelegramUser } from "@bot-tracker/telegram-simulator";
import { cutText } from "../bounds/cut-text.ts";
import type { Chat } from "../chat/chat.ts";
import type { Conversation } from "../chat/conversation.ts";
import type { Crowd } from "../chat/crowd.ts";
import { gistOf } from "../chat/message-content.ts";
import type { ChatPerson, ChatReply } from "../wire/chat.ts";

const LAST_CHARS = 80;

/** Bots and people. `wantedBot`: whose conversations the people's states are of; else of the bot that came last. */
export function chatReport(chat: Chat, crowd: Crowd, wantedBot: number | undefined): ChatReply {
  const bots = chat.bots();
  const bot = bots.find(({ id }) => id === wantedBot)?.id ?? bots[0]?.id ?? null;
  return {
    apiRoot: chat.apiRoot,
    bot,
    bots,
    people: chat.people.all().map((person) => chatPerson(chat, person, bot)),
    crowd: crowd.progress,
  };
}

/** A sandbox that was started without a Telegram. */
export const NO_CHAT: ChatReply = { apiRoot: null, bot: null, bots: [], people: [], crowd: null };

/** A person as their conversation with `bot` shows them. */
export function chatPerson(chat: Chat, person: TelegramUser, bot: number | null): ChatPerson {
  const conversation = bot === null ? undefined : chat.conversations.find(bot, person.id);
  const last = conversation?.messages.at(-1);
  const hasBlocked = bot !== null && conversation !== undefined && chat.hasBlocked(bot, person.id);
  return {
    id: person.id,
    firstName: person.first_name,
    lastName: person.last_name ?? "",
    username: person.username ?? "",
    state: hasBlocked ? "blocked" : stateOf(conversation),
    last: last === undefined ? "" : cutText(gistOf(last.content), LAST_CHARS),
    lastAt: last?.at ?? 0,
  };
}

function stateOf(conversation: Conversation | undefined): "new" | "member" {
  return conversation?.hasStarted === true ? "member" : "new";
}
