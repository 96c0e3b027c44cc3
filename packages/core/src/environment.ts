/** The environment variables a tracker reads. An option beats its variable; `BOT_TRACKER_DISABLED` beats everything. */
export interface Environment {
  tgtrackApiKey?: string;
  tgtrackUrl?: string;
  howUsedBotBotId?: string;
  howUsedBotApiToken?: string;
  howUsedBotUrl?: string;
  /** `BOT_TRACKER_SANDBOX`: one address that stands for both services. */
  sandbox?: string;
  disabled: boolean;
}

/** The key that a sandbox always takes. */
export const SANDBOX_KEY = "sandbox";

/** Reads the variables; an empty one counts as not set. With a sandbox, its addresses replace the services'. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const sandbox = env["BOT_TRACKER_SANDBOX"]?.trim().replace(/\/+$/, "");
  const inSandbox = sandbox !== undefined && sandbox !== "";
  const values = {
    tgtrackApiKey: env["TGTRACK_API_KEY"] || (inSandbox ? SANDBOX_KEY : ""),
    tgtrackUrl: inSandbox ? `${sandbox}/v1` : env["TGTRACK_URL"],
    howUsedBotBotId: env["HOWUSEDBOT_BOT_ID"],
    howUsedBotApiToken: env["HOWUSEDBOT_API_TOKEN"] || (inSandbox ? SANDBOX_KEY : ""),
    howUsedBotUrl: inSandbox ? `${sandbox}/bin/webhooks/6438/181/4opQGmB6OlHqqPRM` : env["HOWUSEDBOT_URL"],
    sandbox,
  };
  const set = Object.entries(values)
    .map(([name, value]) => [name, value?.trim()] as const)
    .filter(([, value]) => value !== undefined && value !== "");
  return { ...Object.fromEntries(set), disabled: env["BOT_TRACKER_DISABLED"] === "1" };
}
