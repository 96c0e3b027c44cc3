import { type EnvironmentVariables, SERVICES } from "@bot-tracker/core/outbox-kit";
import type { ConfiguredService } from "../services/configured-service.ts";
import type { Services } from "../services/read-services.ts";
import { type Check, ok, problem, warning } from "./check.ts";

/** What the tracker and its adapters read, and the bot's own token. */
const VARIABLES: readonly string[] = [
  ...SERVICES.flatMap(({ variables }) => Object.values(variables)),
  "BOT_TRACKER_DIR",
  "BOT_TRACKER_SANDBOX",
  "BOT_TRACKER_DISABLED",
  "BOT_TOKEN",
];

/** Which variables are set, never to what, and where they lead. */
export function checkVariables(env: EnvironmentVariables, { services, unread, mistakes, disabled }: Services): Check[] {
  const set = VARIABLES.filter((name) => env[name]?.trim());
  const notSet = VARIABLES.filter((name) => !set.includes(name));
  const checks = [ok("Variables", `Set: ${set.join(", ") || "none"}. Not set: ${notSet.join(", ") || "none"}.`)];
  for (const mistake of mistakes)
    checks.push(problem("Variables", mistake, "Fix the variable; the bot refuses it too."));
  for (const { keyVariable } of unread) checks.push(unreadKey(keyVariable));
  if (disabled) {
    checks.push(
      warning(
        "Tracking",
        "BOT_TRACKER_DISABLED is on: nothing is recorded and nothing is sent.",
        "Remove the variable wherever the bot should be tracked.",
      ),
    );
  }
  if (services.length === 0) {
    if (mistakes.length > 0) return checks;
    const advice =
      "Set TGTRACK_API_KEY (from @tgTrack_bot) or HOWUSEDBOT_API_TOKEN (from @HowUsedBot). If they are in a file, " +
      "name it: --env .env. If the bot sets them in its code, set them for this command.";
    return [...checks, problem("Destination", "No service has a key here, so nothing can be sent.", advice)];
  }
  // Only the origin: the path of an address that was set by hand may contain anything.
  const place = ({ service, url }: ConfiguredService): string => `${service.title} at ${new URL(url).origin}`;
  return [
    ...checks,
    ...services.map((configured) => ok("Destination", `${place(configured)} gets ${configured.service.contents}.`)),
  ];
}

function unreadKey(keyVariable: string): Check {
  const message = `${keyVariable} is set, but the tracker does not read it: there is no adapter for MAX bots yet.`;
  return warning(
    "Variables",
    message,
    'For your own calls, pass it to new TgtrackClient({ apiKey, platform: "max" }).',
  );
}
