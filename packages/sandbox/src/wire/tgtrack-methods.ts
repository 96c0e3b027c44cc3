/** Every method of TGTrack, by the last part of its address. */
const TGTRACK_METHODS = [
  "on_telegram_webhook",
  "my_bot_was_started",
  "my_bot_was_stopped",
  "user_did_start_bot",
  "user_id_start_bot",
  "user_id_subscribe",
  "send_reach_goal",
  "add_event",
  "get_user_info",
  "get_user_last_transition",
  "get_token_info",
  "set_default_chat_link",
  "sambot_on_tg_webhook",
  "my_bothelp_was_started",
  "win_win_was_started",
  "on_toolsy_event",
  "on_send_pulse_event",
] as const;

export type TgtrackMethod = (typeof TGTRACK_METHODS)[number];

const NAMES: ReadonlySet<string> = new Set(TGTRACK_METHODS);

export function isTgtrackMethod(name: string): name is TgtrackMethod {
  return NAMES.has(name);
}
