/**
 * What TGTrack's methods take and give, by both editions of its documentation. Dates are unix seconds (a `Date` is
 * taken too); ids may be numbers or text and are sent as text. Fields of a reply may be missing, and fields that the
 * documentation does not name are kept.
 */

/** `my_bot_was_started`. */
export interface TgtrackBotStarted {
  /** The start parameter as it came, `""` if there was none, or `auto_detect` to let TGTrack guess. */
  startValue: string;
}

/** `my_bot_was_stopped`. */
export interface TgtrackBotStopped {
  userId: string | number | bigint;
  /** When; omitted: now. */
  date?: Date | number | undefined;
}

/** `user_did_start_bot`, also called `user_id_start_bot` and `user_id_subscribe`. */
export interface TgtrackUserStart {
  userId: string | number | bigint;
  firstName: string;
  lastName?: string | undefined;
  username?: string | undefined;
  fullName?: string | undefined;
  /** The start parameter as it came. */
  startValue?: string | undefined;
}

/** `send_reach_goal`. Counts within 21 days of the person's start. */
export interface TgtrackGoal {
  userId: string | number | bigint;
  /** The goal's identifier in the ad system. */
  target: string;
}

/** A label's name and value slice the reports. */
export interface TgtrackLabel {
  name: string;
  value: string;
}

export type TgtrackEventResult = "in_progress" | "success" | "failure";

/** `add_event`. */
export interface TgtrackEvent {
  userId: string | number | bigint;
  /** A step of the funnel; events are counted by it. */
  eventType: string;
  /** @default on TGTrack's side: `in_progress` */
  eventResult?: TgtrackEventResult | undefined;
  /** When; omitted: now. */
  date?: Date | number | undefined;
  /** A goal to report to the ad system along with it, within 21 days of the person's start. */
  conversionTarget?: string | undefined;
  /** Above 0 for revenue, below for costs. */
  amount?: number | undefined;
  labels?: readonly TgtrackLabel[] | undefined;
}

/** `get_user_info`, `get_user_last_transition`. */
export interface TgtrackUserQuery {
  userId: string | number | bigint;
}

/** `set_default_chat_link`. */
export interface TgtrackChatLink {
  /** A link to a MAX chat. */
  url: string;
}

/** A success without data. */
export interface TgtrackAccepted {
  /** Appears in the documentation's examples as `production` and `sandbox`, unexplained. */
  mode?: string;
}

/** Any success, as `call` returns it: nothing renamed. */
export interface TgtrackAnswer extends TgtrackAccepted {
  data?: unknown;
}

/** The marks of the ad that a person came by. */
export interface TgtrackUtm {
  utmSource?: string;
  utmMedium?: string;
  utmContent?: string;
  utmCampaign?: string;
  utmTerm?: string;
}

/** The reply to `get_user_info`. */
export interface TgtrackUserInfo extends TgtrackUtm {
  userId?: string;
  /** Unix seconds; 0 if there is none. The documentation's text calls it the last one, its name the first. */
  firstJoinDate?: number;
  /** Unix seconds; 0 if there is none. */
  lastJoinDate?: number;
  /** The name of the source the person came from at first. */
  inviteLink?: string;
  firstName?: string;
  lastName?: string;
  /** `""` if there is none. */
  username?: string;
  /** Unix seconds; 0 if the person did not leave. */
  leftDate?: number;
}

/** The reply to `get_user_last_transition`: the newest within 7 days. */
export interface TgtrackTransition extends TgtrackUtm {
  /** Unix seconds. */
  transitionDate?: number;
  subscribedByTransition?: "yes" | "no";
  status?: "member" | "not_member";
  /** The link's name. */
  source?: string;
  /** Such as `tracking_link`. */
  sourceType?: string;
  /** `""` if there is none; for Yandex its client id. */
  clickId?: string;
}

/** The reply to `get_token_info`. */
export interface TgtrackTokenInfo {
  /** Unix seconds. */
  tokenDate?: number;
  isValid?: boolean;
  chatId?: number;
  chatTitle?: string;
  /** `""` if none is set. */
  url?: string;
}
