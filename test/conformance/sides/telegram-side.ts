import { startTelegramSimulator, type TelegramSimulator } from "@bot-tracker/telegram-simulator";
import { GENEROUS } from "../../support/generous.ts";
import type { Side } from "./side.ts";

export const TELEGRAM: Side<TelegramSimulator> = {
  name: "Telegram",
  startServer: (options) => startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs, ...options }),
  tgtrack: { path: "/v1", service: "tgtrack" },
  started: (userId, payload, as = "/start") =>
    ["on_telegram_webhook", as, payload, userId].filter((part) => part !== undefined).join(" "),
  stopSeen: (userId) => `on_telegram_webhook membership ${userId}`,
  stopFound: (userId) => `my_bot_was_stopped ${userId}`,
  blocked: { code: 403, description: "Forbidden: bot was blocked by the user" },
  otherRefusals: [
    [1, { code: 400, description: "Bad Request: chat not found" }],
    [2, { code: 403, description: "Forbidden: bot can't initiate conversation with a user" }],
    [-100_5, { code: 403, description: "Forbidden: bot was kicked from the supergroup chat" }],
    [4, "drop-connection"],
  ],
  startUpdate: ({ userId: id, payload, date }) => ({
    message: {
      message_id: 1,
      from: { id, is_bot: false, first_name: "Anna" },
      chat: { id, type: "private", first_name: "Anna" },
      date,
      text: `/start ${payload}`,
      entities: [{ type: "bot_command", offset: 0, length: 6 }],
    },
  }),
  nonsense: [
    '{"update_id":910000001}',
    '{"update_id":910000002,"message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"},"from":{"id":"x"},"text":"/start a"}}',
    '{"update_id":910000003,"never_heard_of":{"from":{"id":9},"deep":[[[]]]}}',
    '{"update_id":910000004,"my_chat_member":{"chat":{"id":5,"type":"private"},"from":{"id":5,"is_bot":false,"first_name":"E"},"date":1}}',
  ],
  asksForUpdates: ({ method }) => /^(getupdates|setwebhook)$/i.test(method),
  calls: { whoAmI: "getMe", send: "sendmessage" },
  listIn: ({ params }) => params["allowed_updates"],
  lists: { withoutStops: ["message", "callback_query"], whole: ["message", "my_chat_member"] },
  stopUpdate: "my_chat_member",
  bare: (result) => {
    const { from: _from, message_id: _id, date: _date, ...rest } = result as Record<string, unknown>;
    return rest;
  },
};
