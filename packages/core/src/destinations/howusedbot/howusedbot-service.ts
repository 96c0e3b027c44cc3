import { FLAG, FUNCTION, isObject, TEXT } from "../../support/option-rules.ts";
import type { Service, ServiceRead } from "../service.ts";
import { BOT_ID, DISPATCHER, TIMEOUT, WINDOWS } from "../service-option-rules.ts";
import {
  createHowUsedBotDestination,
  type HowUsedBotDestination,
  type HowUsedBotDestinationOptions,
} from "./howusedbot-destination.ts";
import type { HowUsedBotOptions } from "./howusedbot-options.ts";
import { HOWUSEDBOT_URL } from "./howusedbot-request.ts";

const ONLINE: ServiceRead<HowUsedBotDestination, number | undefined> = {
  ask: (destination, seconds, context) => destination.online(seconds, context),
};

/** HowUsedBot. */
export const HOWUSEDBOT: Service<HowUsedBotOptions, HowUsedBotDestination> = {
  option: "howUsedBot",
  title: "HowUsedBot",
  source: "@HowUsedBot",
  key: { title: "token", option: "apiToken" },
  variables: { botId: "HOWUSEDBOT_BOT_ID", apiToken: "HOWUSEDBOT_API_TOKEN", url: "HOWUSEDBOT_URL" },
  url: HOWUSEDBOT_URL,
  sandboxPath: new URL(HOWUSEDBOT_URL).pathname,
  optionRule: {
    expected: "options such as { apiToken }, or false",
    accepts: (value) => value === false || isObject(value),
  },
  rules: {
    botId: BOT_ID,
    apiToken: TEXT,
    url: TEXT,
    common: FLAG,
    mapGoal: FUNCTION,
    ignorePayload: FUNCTION,
    limits: WINDOWS,
    timeoutMs: TIMEOUT,
    dispatcher: DISPATCHER,
  },
  reads: { getOnline: ONLINE },
  // What it is stands in the body, which is not looked at.
  reportAt: (path) => (/^\/?(\?|$)/.test(path) ? "event" : undefined),
  contents: "starts, stops, events and activity",
  createDestination: (options) => createHowUsedBotDestination(options as HowUsedBotDestinationOptions),
};
