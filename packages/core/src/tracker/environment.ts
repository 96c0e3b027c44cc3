import type { Service } from "../destinations/service.ts";
import { SERVICES } from "../destinations/services.ts";
import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import type { MessengerId } from "../messenger/messenger-id.ts";
import { sandboxKeyOf } from "../support/sandbox-key.ts";
import { readSwitch } from "./read-switch.ts";

/** The variables of an environment, such as `process.env`. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** What the environment says of a service: values of its options, by option. */
export type ServiceSettings = Readonly<Record<string, string>>;

/** The environment variables a tracker reads. An option beats its variable; `BOT_TRACKER_DISABLED` beats everything. */
export interface Environment {
  /** By the service's option, such as `tgtrack`. */
  services: Readonly<Record<string, ServiceSettings>>;
  /** The folder for the outbox's file. */
  dir?: string;
  /** The sandbox's address, which replaces the services' addresses. */
  sandbox?: string;
  /** The variables that are set and hold keys for other messengers' bots alone. */
  otherKeys: readonly string[];
}

/**
 * Whether `BOT_TRACKER_DISABLED` is on.
 *
 * @throws {TrackerConfigError} it says neither yes nor no.
 */
export function isDisabled(env: EnvironmentVariables): boolean {
  return readSwitch("BOT_TRACKER_DISABLED", env["BOT_TRACKER_DISABLED"]);
}

/**
 * Reads the variables that bots of a messenger go by; an empty one counts as not set. With a sandbox, its addresses
 * replace the services', and a bot named `botName`, as its outbox is, needs no key.
 *
 * @throws {TrackerConfigError} if `BOT_TRACKER_SANDBOX` is not an address.
 */
export function readEnvironment(env: EnvironmentVariables, messenger: MessengerId, botName?: string): Environment {
  const sandbox = readVariable(env, "BOT_TRACKER_SANDBOX")?.replace(/\/+$/, "");
  if (sandbox !== undefined) checkSandbox(sandbox);
  const dir = readVariable(env, "BOT_TRACKER_DIR");
  const inPlace = sandbox === undefined ? undefined : { url: sandbox, botName };
  return {
    services: Object.fromEntries(
      SERVICES[messenger].map((service) => [service.option, readServiceSettings(service, env, inPlace)]),
    ),
    otherKeys: keysOfOthers(env, messenger),
    ...(dir !== undefined && { dir }),
    ...(sandbox !== undefined && { sandbox }),
  };
}

/** What the environment says of one service. `sandbox` is the one in its place, and what the bot there is named. */
export function readServiceSettings(
  service: Service,
  env: EnvironmentVariables,
  sandbox?: { url: string; botName: string | undefined },
): ServiceSettings {
  const settings: Record<string, string> = {};
  for (const [option, variable] of Object.entries(service.variables)) {
    const value = readVariable(env, variable);
    if (value !== undefined) settings[option] = value;
  }
  if (sandbox === undefined) return settings;
  const url = `${sandbox.url}${service.sandboxPath}`;
  if (service.variables[service.key.option] === undefined) return { url };
  return { [service.key.option]: sandboxKeyOf(sandbox.botName), ...settings, url };
}

function keysOfOthers(env: EnvironmentVariables, messenger: MessengerId): string[] {
  const keyVariables = (services: readonly Service[]): string[] =>
    services.flatMap(({ variables, key }) => variables[key.option] ?? []);
  const own = keyVariables(SERVICES[messenger]);
  const all = Object.values(SERVICES).flatMap(keyVariables);
  return all.filter((name) => !own.includes(name) && readVariable(env, name) !== undefined);
}

function readVariable(env: EnvironmentVariables, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

function checkSandbox(address: string): void {
  // "localhost:8790" parses as an address whose protocol is "localhost:".
  if (/^https?:\/\//i.test(address) && URL.canParse(address)) return;
  throw new TrackerConfigError(
    "BOT_TRACKER_SANDBOX must be the sandbox's address with http:// or https:// before it, such as " +
      "http://127.0.0.1:8790. The value given is not such an address.",
  );
}
