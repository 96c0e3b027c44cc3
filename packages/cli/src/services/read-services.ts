import { TrackerConfigError } from "@bot-tracker/core";
import {
  isDisabled,
  readEnvironment,
  readServiceSettings,
  SERVICES,
  type Service,
  type ServiceSettings,
} from "@bot-tracker/core/outbox-kit";
import { botIdOfToken } from "../bot-token.ts";
import type { Settings } from "../settings.ts";
import type { ConfiguredService } from "./configured-service.ts";
import { TGTRACK_MAX } from "./tgtrack-max.ts";

/** What the variables switch on, and what is wrong with them, in sentences. */
export interface Services {
  /** What the tracker sends to. */
  services: ConfiguredService[];
  /** What has a key that the tracker does not read. */
  unread: ConfiguredService[];
  mistakes: string[];
  /** Tracking is switched off. */
  disabled: boolean;
}

export function readServices(settings: Pick<Settings, "env" | "bot" | "token">): Services {
  const { env } = settings;
  const mistakes: string[] = [];
  const attempt = <T>(task: () => T): T | undefined => {
    try {
      return task();
    } catch (error) {
      if (!(error instanceof TrackerConfigError)) throw error;
      mistakes.push(error.message);
      return undefined;
    }
  };
  const disabled = attempt(() => isDisabled(env)) ?? false;
  const environment = attempt(() => readEnvironment(env));
  // A bot with these variables does not start at all.
  if (environment === undefined) return { services: [], unread: [], mistakes, disabled };
  const { sandbox } = environment;
  const configureAll = (services: readonly Service[]): ConfiguredService[] =>
    services.flatMap((service) => {
      const values = withBotId(service, readServiceSettings(service, env, sandbox), settings);
      return attempt(() => configure(service, values)) ?? [];
    });
  return {
    services: configureAll(SERVICES),
    // A sandbox's own key stands in only for what the tracker itself reads.
    unread: configureAll([TGTRACK_MAX].filter(({ variables, key }) => env[variables[key.option] ?? ""]?.trim())),
    mistakes,
    disabled,
  };
}

/** A service that wants the bot's id gets the one that is known here; a running bot knows its own. */
function withBotId(
  { variables }: Service,
  settings: ServiceSettings,
  { token, bot }: Pick<Settings, "token" | "bot">,
): ServiceSettings {
  if (variables["botId"] === undefined || settings["botId"] !== undefined) return settings;
  const botId = (bot === "default" ? undefined : bot) ?? botIdOfToken(token);
  return botId === undefined ? settings : { ...settings, botId };
}

function configure(service: Service, settings: ServiceSettings): ConfiguredService | undefined {
  const { variables, key } = service;
  if (settings[key.option] === undefined) return undefined;
  const { quota, name } = service.createDestination(settings);
  return {
    service,
    settings,
    destination: name,
    keyVariable: variables[key.option] ?? "",
    urlVariable: variables["url"] ?? "",
    url: settings["url"] ?? service.url,
    quota,
  };
}
