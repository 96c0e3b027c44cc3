import { setTimeout as sleep } from "node:timers/promises";
import type { TelegramSimulator } from "@bot-tracker/telegram-simulator";
import type { SandboxState } from "../state/sandbox-state.ts";
import { Chat } from "./chat.ts";
import { Crowd } from "./crowd.ts";

/** The chat, and the crowd that comes to it. */
export interface ChatRooms {
  readonly chat: Chat;
  readonly crowd: Crowd;
}

/** Opens the chat of a sandbox on its own Telegram. */
export function openChat(telegram: TelegramSimulator, { clock, changes, random, onReset }: SandboxState): ChatRooms {
  const onChange = () => changes.chatChanged();
  const chat = new Chat({
    telegram,
    nowMs: () => clock.nowMs(),
    later: (ms, callback) => {
      const timer = setTimeout(callback, ms).unref();
      return () => clearTimeout(timer);
    },
    onChange,
  });
  const crowd = new Crowd({
    chat,
    random,
    sleep: (ms, signal) => sleep(ms, undefined, { signal, ref: false }),
    onChange,
  });
  onReset(() => {
    crowd.clear();
    chat.clear();
  });
  return { chat, crowd };
}
