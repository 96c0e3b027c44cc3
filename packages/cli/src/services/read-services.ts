import { type MessengerId, TrackerConfigError } from "@bot-tracker/core";
import {
  botIdOfToken,
  isDisabled,
  messengerOfOutbox,
  readEnvironment,
  readServiceSettings,
  SERVICES,
  type Service,
  type ServiceSettings,
} from "@bot-tracker/core/outbox-kit";
import { outboxOfTokenIn } from "../bot-token.ts";
import { findOutboxes } from "../outboxes/outbox-files.ts";
import type { Settings } from "../settings.ts";
import { type ConfiguredService, SANDBOX_VARIABLE } from "./configured-service.ts";
import { hasKeyOf } from "./has-key-of.ts";

/** What the variables switch on, and what is wrong with them, in sentences. */
export interface Services {
  /** What the trackers of each messenger's bots send to. */
  services: ConfiguredService[];
  /** Whose bots these variables are for. */
  messengers: readonly MessengerId[];
  mistakes: string[];
  /** Tracking is switched off. */
  disabled: boolean;
}

export function readServices(settings: Pick<Settings, "env" | "bot" | "token" | "tokenVariable" | "folder">): Services {
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
  const messengers = messengersOf(settings);
  const environment = attempt(() => readEnvironment(env, "telegram"));
  // A bot with these variables does not start at all.
  if (environment === undefined) return { services: [], messengers, mistakes, disabled };
  const { sandbox: url } = environment;
  const services = messengers.flatMap((messenger) => {
    const sandbox = url === undefined ? undefined : { url, botName: botNameOf(messenger, settings) };
    return SERVICES[messenger].flatMap((service) => {
      const values = withBotId(service, readServiceSettings(service, env, sandbox), settings);
      const configured = attempt(() => configure(service, messenger, values));
      if (configured === undefined) return [];
      return sandbox === undefined ? configured : { ...configured, urlVariable: SANDBOX_VARIABLE };
    });
  });
  return { services, messengers, mistakes, disabled };
}

/**
 * Those that have a key here, and Telegram where none has. In a sandbox no bot needs a key, so that an outbox shows
 * that there is a MAX bot.
 */
function messengersOf({ env, folder }: Pick<Settings, "env" | "folder">): MessengerId[] {
  const isInSandbox = Boolean(env[SANDBOX_VARIABLE]?.trim());
  const hasMaxBot = findOutboxes({ folder, bot: undefined }).some(({ bot }) => messengerOfOutbox(bot) === "max");
  if (!hasKeyOf(env, "max") && !(isInSandbox && hasMaxBot)) return ["telegram"];
  return hasKeyOf(env, "telegram") || isInSandbox ? ["telegram", "max"] : ["max"];
}

/** What the one bot is named that these settings are about, if it is one of this messenger. */
function botNameOf(
  messenger: MessengerId,
  { env, bot, tokenVariable }: Pick<Settings, "env" | "bot" | "tokenVariable">,
): string | undefined {
  const name = bot ?? outboxOfTokenIn(env, tokenVariable);
  return name !== undefined && messengerOfOutbox(name) === messenger ? name : undefined;
}

/** A service that wants the bot's id gets the one that is known here; a running bot knows its own. */
function withBotId(
  { variables }: Service,
  settings: ServiceSettings,
  { token, bot }: Pick<Settings, "token" | "bot">,
): ServiceSettings {
  if (variables["botId"] === undefined || settings["botId"] !== undefined) return settings;
  const botId = (/^\d+$/.test(bot ?? "") ? bot : undefined) ?? botIdOfToken(token?.token);
  return botId === undefined ? settings : { ...settings, botId };
}

function configure(service: Service, messenger: MessengerId, settings: ServiceSettings): ConfiguredService | undefined {
  const { variables, key } = service;
  if (settings[key.option] === undefined) return undefined;
  const { quota, name } = service.createDestination(settings);
  return {
    service,
    messenger,
    settings,
    destination: name,
    keyVariable: variables[key.option] ?? "",
    urlVariable: variables["url"] ?? "",
    url: settings["url"] ?? service.url,
    quota,
  };
}
