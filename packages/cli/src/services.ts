import { type QuotaLimits, TrackerConfigError } from "@bot-tracker/core";
import {
  createHowUsedBotDestination,
  createTgtrackDestination,
  type Environment,
  type EnvironmentVariables,
  HOWUSEDBOT_URL,
  readEnvironment,
  TGTRACK_URLS,
} from "@bot-tracker/core/outbox-kit";
import type { Settings } from "./settings.ts";

/** A service that the variables switch on. */
export type Service = TgtrackService | HowUsedBotService;

interface ServiceParts {
  /** As people know it. */
  title: string;
  /** What the bot's outbox calls it. */
  destination: string;
  /** The variable that holds its key. */
  keyVariable: string;
  urlVariable: string;
  /** Where it is, without the key. */
  url: string;
  quota: QuotaLimits | undefined;
}

export interface TgtrackService extends ServiceParts {
  kind: "tgtrack";
  platform: "telegram" | "max";
  apiKey: string;
}

export interface HowUsedBotService extends ServiceParts {
  kind: "howusedbot";
  apiToken: string;
  /** Undefined: only the bot itself knows it. */
  botId: string | undefined;
}

/** What the variables switch on, and what in them cannot work, in sentences. */
export interface Services {
  services: Service[];
  mistakes: string[];
}

export function readServices(settings: Pick<Settings, "env" | "bot">): Services {
  const found: Services = { services: [], mistakes: [] };
  const attempt = (make: () => Service | undefined): void => {
    try {
      const service = make();
      if (service !== undefined) found.services.push(service);
    } catch (error) {
      if (!(error instanceof TrackerConfigError)) throw error;
      found.mistakes.push(error.message);
    }
  };
  let environment: Environment = {};
  attempt(() => {
    environment = readEnvironment(settings.env);
    return undefined;
  });
  attempt(() => toTgtrack("telegram", environment.tgtrackApiKey, environment.tgtrackUrl));
  attempt(() => toTgtrack("max", read(settings.env, "TGTRACK_MAX_API_KEY"), maxUrl(settings.env)));
  attempt(() => toHowUsedBot(environment, settings));
  return found;
}

/** The digits before the colon of `BOT_TOKEN`. */
export function botIdOfToken(env: EnvironmentVariables): string | undefined {
  return /^(\d+):/.exec(env["BOT_TOKEN"]?.trim() ?? "")?.[1];
}

function toTgtrack(platform: "telegram" | "max", apiKey: string | undefined, url: string | undefined) {
  if (apiKey === undefined) return undefined;
  const infix = platform === "max" ? "_MAX" : "";
  const { quota, name } = createTgtrackDestination({ apiKey, platform, ...(url !== undefined && { url }) });
  return {
    kind: "tgtrack",
    title: platform === "max" ? "TGTrack for MAX" : "TGTrack",
    destination: name,
    keyVariable: `TGTRACK${infix}_API_KEY`,
    urlVariable: `TGTRACK${infix}_URL`,
    url: url ?? TGTRACK_URLS[platform],
    quota,
    platform,
    apiKey,
  } satisfies TgtrackService;
}

function toHowUsedBot(
  { howUsedBotApiToken: apiToken, howUsedBotUrl: url, howUsedBotBotId }: Environment,
  { env, bot }: Pick<Settings, "env" | "bot">,
) {
  if (apiToken === undefined) return undefined;
  const botId = howUsedBotBotId ?? (bot === "default" ? undefined : bot) ?? botIdOfToken(env);
  const { quota, name } = createHowUsedBotDestination({
    apiToken,
    ...(url !== undefined && { url }),
    ...(botId !== undefined && { botId }),
  });
  return {
    kind: "howusedbot",
    title: "HowUsedBot",
    destination: name,
    keyVariable: "HOWUSEDBOT_API_TOKEN",
    urlVariable: "HOWUSEDBOT_URL",
    url: url ?? HOWUSEDBOT_URL,
    quota,
    apiToken,
    botId,
  } satisfies HowUsedBotService;
}

function maxUrl(env: EnvironmentVariables): string | undefined {
  const sandbox = read(env, "BOT_TRACKER_SANDBOX")?.replace(/\/+$/, "");
  return sandbox === undefined ? read(env, "TGTRACK_MAX_URL") : `${sandbox}/API/bot-api/v1`;
}

function read(env: EnvironmentVariables, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}
