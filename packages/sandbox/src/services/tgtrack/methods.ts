import { isTgtrackMethod, type TgtrackMethod } from "../../wire/tgtrack-methods.ts";
import { getTokenInfo, setDefaultChatLink } from "./chat-methods.ts";
import { addEvent, sendReachGoal } from "./goal-methods.ts";
import type { Method } from "./method.ts";
import { getUserInfo, getUserLastTransition } from "./read-methods.ts";
import {
  builderBotWasStarted,
  myBotWasStarted,
  myBotWasStopped,
  onTelegramWebhook,
  sambotOnTgWebhook,
  userDidStartBot,
} from "./start-methods.ts";

/** A bot builder's own method. Its body is not documented, so any object will do. */
const builder: Method = { platforms: ["telegram"], access: "write", integration: "limited", run: () => undefined };
const builderStart: Method = { ...builder, run: builderBotWasStarted };

/**
 * The documents disagree about the name of this method: the older one says `user_did_start_bot`, the newer one
 * `user_id_start_bot` with the synonym `user_id_subscribe`. All three work, on both platforms.
 */
const startOfUser: Method = {
  platforms: ["telegram", "max"],
  access: "write",
  integration: "limited",
  run: userDidStartBot,
};

/**
 * Every method of TGTrack by the last part of its address. The levels are those of its table, with one exception:
 * the table has goals at the full level only, while its guides send them from builders of the limited one.
 */
const BY_NAME: Readonly<Record<TgtrackMethod, Method>> = {
  on_telegram_webhook: { platforms: ["telegram"], access: "write", integration: "full", run: onTelegramWebhook },
  my_bot_was_started: { platforms: ["telegram"], access: "write", integration: "minimal", run: myBotWasStarted },
  my_bot_was_stopped: { platforms: ["telegram"], access: "write", integration: "full", run: myBotWasStopped },
  user_did_start_bot: startOfUser,
  user_id_start_bot: startOfUser,
  user_id_subscribe: startOfUser,
  send_reach_goal: { platforms: ["telegram", "max"], access: "write", integration: "limited", run: sendReachGoal },
  add_event: { platforms: ["telegram", "max"], access: "write", integration: "full", run: addEvent },
  get_user_info: { platforms: ["telegram", "max"], access: "read", integration: "limited", run: getUserInfo },
  get_user_last_transition: { platforms: ["max"], access: "read", integration: "limited", run: getUserLastTransition },
  get_token_info: {
    platforms: ["max"],
    access: "read",
    integration: "minimal",
    bodyOptional: true,
    run: getTokenInfo,
  },
  set_default_chat_link: { platforms: ["max"], access: "write", integration: "minimal", run: setDefaultChatLink },
  sambot_on_tg_webhook: { platforms: ["telegram"], access: "write", integration: "full", run: sambotOnTgWebhook },
  my_bothelp_was_started: builderStart,
  win_win_was_started: builderStart,
  on_toolsy_event: builder,
  on_send_pulse_event: builder,
};

export function methodNamed(name: string): Method | undefined {
  return isTgtrackMethod(name) ? BY_NAME[name] : undefined;
}
