import { SERVICES, type Service } from "@bot-tracker/core/outbox-kit";
import type { ConfiguredService } from "../services/configured-service.ts";
import type { Services } from "../services/read-services.ts";
import type { Settings } from "../settings.ts";
import { type Check, ok, problem, skipped, warning } from "./check.ts";
import { nearlyOurs, TRACKER_VARIABLES } from "./nearly-ours.ts";

/** Which variables are set, never to what, and where they lead. */
export function checkVariables(
  { env, token }: Pick<Settings, "env" | "token">,
  { services, unread, mistakes, disabled }: Services,
): Check[] {
  const isSet = (name: string): boolean => Boolean(env[name]?.trim());
  const variables = [...TRACKER_VARIABLES, token?.variable ?? "BOT_TOKEN"];
  const set = variables.filter(isSet);
  const notSet = variables.filter((name) => !isSet(name));
  const checks = [ok("Variables", `Set: ${set.join(", ") || "none"}. Not set: ${notSet.join(", ") || "none"}.`)];
  for (const mistake of mistakes)
    checks.push(problem("Variables", mistake, "Fix the variable; the bot refuses it too."));
  for (const { given, meant } of nearlyOurs(Object.keys(env).filter(isSet))) {
    const message = `${given} is set, but nothing reads it, and ${meant} is not set.`;
    checks.push(warning("Variables", message, `If it is meant for the tracker, call it ${meant}.`));
  }
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
  const withoutKey = SERVICES.filter(({ option }) => !services.some(({ service }) => service.option === option));
  return [
    ...checks,
    ...withoutKey.map(notSwitchedOn),
    ...services.map((configured) => ok("Destination", `${place(configured)} gets ${configured.service.contents}.`)),
  ];
}

function notSwitchedOn({ title, variables, key }: Service): Check {
  const variable = variables[key.option] ?? "";
  return skipped(
    title,
    `Not checked: ${variable} is not set here.`,
    `If the bot reports to ${title}, set it for this command.`,
  );
}

function unreadKey(keyVariable: string): Check {
  const message = `${keyVariable} is set, but the tracker does not read it: there is no adapter for MAX bots yet.`;
  return warning(
    "Variables",
    message,
    'For your own calls, pass it to new TgtrackClient({ apiKey, platform: "max" }).',
  );
}
