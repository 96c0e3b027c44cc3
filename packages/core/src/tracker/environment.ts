import type { Service } from "../destinations/service.ts";
import { SERVICES } from "../destinations/services.ts";
import { TrackerConfigError } from "../errors/tracker-config-error.ts";
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
}

/** The key that a sandbox always accepts. */
const SANDBOX_KEY = "sandbox";

/**
 * Whether `BOT_TRACKER_DISABLED` is on.
 *
 * @throws {TrackerConfigError} it says neither yes nor no.
 */
export function isDisabled(env: EnvironmentVariables): boolean {
  return readSwitch("BOT_TRACKER_DISABLED", env["BOT_TRACKER_DISABLED"]);
}

/**
 * Reads the variables; an empty one counts as not set. With a sandbox, its addresses replace the services'.
 *
 * @throws {TrackerConfigError} if `BOT_TRACKER_SANDBOX` is not an address.
 */
export function readEnvironment(env: EnvironmentVariables): Environment {
  const sandbox = readVariable(env, "BOT_TRACKER_SANDBOX")?.replace(/\/+$/, "");
  if (sandbox !== undefined) checkSandbox(sandbox);
  const dir = readVariable(env, "BOT_TRACKER_DIR");
  return {
    services: Object.fromEntries(
      SERVICES.map((service) => [service.option, readServiceSettings(service, env, sandbox)]),
    ),
    ...(dir !== undefined && { dir }),
    ...(sandbox !== undefined && { sandbox }),
  };
}

/** What the environment says of one service. `sandbox` is the address of a sandbox in its place. */
export function readServiceSettings(service: Service, env: EnvironmentVariables, sandbox?: string): ServiceSettings {
  const settings: Record<string, string> = {};
  for (const [option, variable] of Object.entries(service.variables)) {
    const value = readVariable(env, variable);
    if (value !== undefined) settings[option] = value;
  }
  if (sandbox === undefined) return settings;
  return { [service.key.option]: SANDBOX_KEY, ...settings, url: `${sandbox}${service.sandboxPath}` };
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
