import { type EnvironmentVariables, isDisabled } from "@bot-tracker/core/outbox-kit";
import type { Service, Services } from "../services.ts";
import { type Check, ok, problem, warning } from "./check.ts";

/** What a bot with its plugins reads, and the bot's own token. */
const VARIABLES: readonly string[] = [
  "TGTRACK_API_KEY",
  "TGTRACK_URL",
  "TGTRACK_MAX_API_KEY",
  "TGTRACK_MAX_URL",
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
    checks.push(problem("Variables", mistake, "Mend the variable; the bot refuses it too."));
  if (isDisabled(env)) {
    checks.push(
      warning(
        "Tracking",
        "BOT_TRACKER_DISABLED=1 is set: nothing is recorded and nothing is sent.",
        "Take the variable away where the bot is to be tracked.",
      ),
    );
  }
  if (services.length === 0) {
    if (mistakes.length > 0) return checks;
    const advice =
      "Set TGTRACK_API_KEY (from @tgTrack_bot) or HOWUSEDBOT_API_TOKEN (from @HowUsedBot). If they stand in a file, " +
      "name it: --env .env. If the bot gives them in its code, set them for this command.";
    return [...checks, problem("Destination", "No service has a key here, so that nothing can be sent.", advice)];
  }
  // Only the origin: the path of an address that was set by hand may hold anything.
  const place = (service: Service): string => `${service.title} at ${new URL(service.url).origin}`;
  return [...checks, ...services.map((service) => ok("Destination", `${place(service)} gets ${news(service)}.`))];
}

/** What goes to a service by default; a bot's code may choose otherwise. */
function news(service: Service): string {
  if (service.kind === "howusedbot") return "starts, stops, events and activity";
  return service.platform === "max" ? "starts, events and goals" : "starts, stops, events and goals";
}
