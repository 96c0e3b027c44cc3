import type { MessengerId } from "@bot-tracker/core";
import type { BotHandle } from "@bot-tracker/telegram-simulator";
import type { MaxBotHandle } from "@bot-tracker/test/max-simulator";

/** A bot from the side of its messenger. */
export type ChatSide = BotHandle | MaxBotHandle;

/** What a bot sends in its messenger, by a piece of text in the call's parameters. */
export interface ChatWords {
  /** The call by which a polling bot asks for updates. */
  poll: string;
  /** A button that tells the bot this. */
  button(data: string): string;
  phoneButton: string;
}

export const CHAT_WORDS: Readonly<Record<MessengerId, ChatWords>> = {
  telegram: {
    poll: "getUpdates",
    button: (data) => `"callback_data":"${data}"`,
    phoneButton: '"request_contact":true',
  },
  max: { poll: "GET updates", button: (data) => `"payload":"${data}"`, phoneButton: '"type":"request_contact"' },
};
