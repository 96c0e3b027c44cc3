import { TrackerConfigError } from "../errors/tracker-config-error.ts";

/** The variables of an environment, such as `process.env`. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** The environment variables a tracker reads. An option beats its variable; `BOT_TRACKER_DISABLED` beats everything. */
export interface Environment {
  tgtrackApiKey?: string;
  tgtrackUrl?: string;
  howUsedBotBotId?: string;
  howUsedBotApiToken?: string;
  howUsedBotUrl?: string;
  /** The folder for the outbox's file. */
  dir?: string;
  /** The sandbox's address, which stands in the services' addresses too. */
  sandbox?: string;
}

/** The key that a sandbox always takes. */
const SANDBOX_KEY = "sandbox";

/** Whether `BOT_TRACKER_DISABLED=1` is set. */
export function isDisabled(env: EnvironmentVariables): boolean {
  return env["BOT_TRACKER_DISABLED"]?.trim() === "1";
}

/**
 * Reads the variables; an empty one counts as not set. With a sandbox, its addresses replace the services'.
 *
 * @throws {TrackerConfigError} if `BOT_TRACKER_SANDBOX` is no address.
 */
export function readEnvironment(env: EnvironmentVariables): Environment {
  const read = (name: string): string | undefined => env[name]?.trim() || undefined;
  const sandbox = read("BOT_TRACKER_SANDBOX")?.replace(/\/+$/, "");
  if (sandbox !== undefined) checkSandbox(sandbox);
  const inSandbox = <T>(value: T): T | undefined => (sandbox === undefined ? undefined : value);
  const values: { [Name in keyof Environment]: string | undefined } = {
    tgtrackApiKey: read("TGTRACK_API_KEY") ?? inSandbox(SANDBOX_KEY),
    tgtrackUrl: inSandbox(`${sandbox}/v1`) ?? read("TGTRACK_URL"),
    howUsedBotBotId: read("HOWUSEDBOT_BOT_ID"),
    howUsedBotApiToken: read("HOWUSEDBOT_API_TOKEN") ?? inSandbox(SANDBOX_KEY),
    dir: read("BOT_TRACKER_DIR"),
    sandbox,
    howUsedBotUrl: inSandbox(`${sandbox}/bin/webhooks/6438/181/4opQGmB6OlHqqPRM`) ?? read("HOWUSEDBOT_URL"),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function checkSandbox(address: string): void {
  // "localhost:8790" reads as an address whose protocol is "localhost:".
  if (/^https?:\/\//i.test(address) && URL.canParse(address)) return;
  throw new TrackerConfigError(
    "BOT_TRACKER_SANDBOX must be the sandbox's address with http:// or https:// before it, such as " +
      "http://127.0.0.1:8790. What came is no such address.",
  );
}
