import { type EnvironmentVariables, isDisabled } from "@bot-tracker/core/outbox-kit";
import type { Service, Services } from "../services.ts";
import { type Check, ok, problem, warning } from "./check.ts";

/** What the tracker and its adapters read, and the bot's own token. */
const VARIABLES: readonly string[] = [
  "TGTRACK_API_KEY",
  "TGTRACK_URL",
  "HOWUSEDBOT_API_TOKEN",
  "HOWUSEDBOT_BOT_ID",
  "HOWUSEDBOT_URL",
  "BOT_TRACKER_DIR",
  "BOT_TRACKER_SANDBOX",
  "BOT_TRACKER_DISABLED",
  "BOT_TOKEN",
];

/** Which variables are set, never to what, and where they lead. */
export function checkVariables(env: EnvironmentVariables, { services, mistakes }: Services): Check[] {
  const set = VARIABLES.filter((name) => env[name]?.trim());
  const notSet = VARIABLES.filter((name) => !set.includes(name));
  const checks = [ok("Variables", `Set: ${set.join(", ") || "none"}. Not set: ${notSet.join(", ") || "none"}.`)];
  for (const mistake of mistakes)
    checks.push(problem("Variables", mistake, "Fix the variable; the bot refuses it too."));
  for (const { keyVariable } of services.filter(isUnread)) checks.push(unreadKey(keyVariable));
  if (isDisabled(env)) {
    checks.push(
      warning(
        "Tracking",
        "BOT_TRACKER_DISABLED=1 is set: nothing is recorded and nothing is sent.",
        "Remove the variable wherever the bot should be tracked.",
      ),
    );
  }
  const destinations = services.filter((service) => !isUnread(service));
  if (destinations.length === 0) {
    if (mistakes.length > 0) return checks;
    const advice =
      "Set TGTRACK_API_KEY (from @tgTrack_bot) or HOWUSEDBOT_API_TOKEN (from @HowUsedBot). If they are in a file, " +
      "name it: --env .env. If the bot sets them in its code, set them for this command.";
    return [...checks, problem("Destination", "No service has a key here, so nothing can be sent.", advice)];
  }
  // Only the origin: the path of an address that was set by hand may contain anything.
  const place = (service: Service): string => `${service.title} at ${new URL(service.url).origin}`;
  return [
    ...checks,
    ...destinations.map((service) => ok("Destination", `${place(service)} gets ${contentsFor(service)}.`)),
  ];
}

/** MAX has no adapter yet, so its variables are of use only to a bot that makes its own `TgtrackClient` of them. */
export function isUnread(service: Service): boolean {
  return service.kind === "tgtrack" && service.platform === "max";
}

function unreadKey(keyVariable: string): Check {
  const message = `${keyVariable} is set, but the tracker does not read it: there is no adapter for MAX bots yet.`;
  return warning(
    "Variables",
    message,
    'For your own calls, pass it to new TgtrackClient({ apiKey, platform: "max" }).',
  );
}

/** What goes to a service by default; a bot's code may choose otherwise. */
function contentsFor({ kind }: Service): string {
  return kind === "howusedbot" ? "starts, stops, events and activity" : "starts, stops, events and goals";
}
