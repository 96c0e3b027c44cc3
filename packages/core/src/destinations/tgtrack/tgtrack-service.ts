import { FUNCTION, isObject, oneOf, TEXT } from "../../support/option-rules.ts";
import type { Service, ServiceRead } from "../service.ts";
import { DISPATCHER, TIMEOUT, WINDOWS } from "../service-option-rules.ts";
import {
  createTgtrackDestination,
  type TgtrackDestination,
  type TgtrackDestinationOptions,
} from "./tgtrack-destination.ts";
import type { TgtrackOptions } from "./tgtrack-options.ts";
import { TGTRACK_URLS } from "./tgtrack-platform.ts";

const USER_INFO: ServiceRead<TgtrackDestination, string> = {
  ask: (destination, userId, context) => destination.userInfo(userId, context),
};

/** What a tracker sends in one mode or another. */
const REPORTS: ReadonlySet<string> = new Set([
  "on_telegram_webhook",
  "my_bot_was_started",
  "my_bot_was_stopped",
  "user_did_start_bot",
  "user_id_start_bot",
  "user_id_subscribe",
  "add_event",
  "send_reach_goal",
]);

/** TGTrack for Telegram bots. */
export const TGTRACK: Service<TgtrackOptions, TgtrackDestination> = {
  option: "tgtrack",
  title: "TGTrack",
  source: "@tgTrack_bot",
  key: { title: "key", option: "apiKey" },
  variables: { apiKey: "TGTRACK_API_KEY", url: "TGTRACK_URL" },
  url: TGTRACK_URLS.telegram,
  sandboxPath: "/v1",
  optionRule: {
    expected: "TGTrack's key, options such as { apiKey }, or false",
    accepts: (value) => value === false || typeof value === "string" || isObject(value),
  },
  rules: {
    apiKey: TEXT,
    url: TEXT,
    integration: oneOf("full", "limited", "minimal"),
    startMethod: oneOf("user_did_start_bot", "user_id_start_bot", "user_id_subscribe"),
    limits: WINDOWS,
    ignorePayload: FUNCTION,
    forward: FUNCTION,
    lostGoalAnswer: oneOf("resend", "never"),
    timeoutMs: TIMEOUT,
    dispatcher: DISPATCHER,
  },
  reads: { getUserInfo: USER_INFO },
  reportAt: (path) => {
    const method = /^\/[^/]+\/(\w+)/.exec(path)?.[1] ?? "";
    return REPORTS.has(method) ? method : undefined;
  },
  contents: "starts, stops, events and goals",
  createDestination: (options) => createTgtrackDestination(options as TgtrackDestinationOptions),
};
