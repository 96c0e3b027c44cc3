import { getTokenInfo, setDefaultChatLink } from "./chat-methods.ts";
import { addEvent, sendReachGoal } from "./goal-methods.ts";
import type { Method } from "./method.ts";
import { getUserInfo, getUserLastTransition } from "./read-methods.ts";
import {
  myBotWasStarted,
  myBotWasStopped,
  onTelegramWebhook,
  sambotOnTgWebhook,
  userDidStartBot,
} from "./start-methods.ts";

/** A bot builder's own method. Its body is not documented, so any object will do. */
const builder: Method = { platforms: ["telegram"], access: "write", run: () => undefined };

/**
 * The documents disagree about the name of this method: the older one says `user_did_start_bot`, the newer one
 * `user_id_start_bot` with the synonym `user_id_subscribe`. All three work, on both platforms.
 */
const startOfUser: Method = { platforms: ["telegram", "max"], access: "write", run: userDidStartBot };

/** Every method of TGTrack by the last part of its address. */
export const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["on_telegram_webhook", { platforms: ["telegram"], access: "write", run: onTelegramWebhook }],
  ["my_bot_was_started", { platforms: ["telegram"], access: "write", run: myBotWasStarted }],
  ["my_bot_was_stopped", { platforms: ["telegram"], access: "write", run: myBotWasStopped }],
  ["user_did_start_bot", startOfUser],
  ["user_id_start_bot", startOfUser],
  ["user_id_subscribe", startOfUser],
  ["send_reach_goal", { platforms: ["telegram", "max"], access: "write", run: sendReachGoal }],
  ["add_event", { platforms: ["telegram", "max"], access: "write", run: addEvent }],
  ["get_user_info", { platforms: ["telegram", "max"], access: "read", run: getUserInfo }],
  ["get_user_last_transition", { platforms: ["max"], access: "read", run: getUserLastTransition }],
  ["get_token_info", { platforms: ["max"], access: "read", bodyOptional: true, run: getTokenInfo }],
  ["set_default_chat_link", { platforms: ["max"], access: "write", run: setDefaultChatLink }],
  ["sambot_on_tg_webhook", { platforms: ["telegram"], access: "write", run: sambotOnTgWebhook }],
  ["my_bothelp_was_started", builder],
  ["win_win_was_started", builder],
  ["on_toolsy_event", builder],
  ["on_send_pulse_event", builder],
]);
