import { SERVICES, type Service } from "@bot-tracker/core/outbox-kit";
import type { ConfiguredService } from "../services/configured-service.ts";
import type { Services } from "../services/read-services.ts";
import type { Settings } from "../settings.ts";
import { type Check, ok, problem, skipped, warning } from "./check.ts";
import { nearlyOurs, SERVICE_VARIABLES, TRACKER_VARIABLES, variablesOf } from "./nearly-ours.ts";

/** Which variables are set, never to what, and where they lead. */
export function checkVariables(
  { env, token }: Pick<Settings, "env" | "token">,
  { services, messengers, mistakes, disabled }: Services,
): Check[] {
  const isSet = (name: string): boolean => Boolean(env[name]?.trim());
  const tokenVariable = token?.variable ?? (messengers.includes("telegram") ? ["BOT_TOKEN"] : []);
  const variables = [...TRACKER_VARIABLES].concat(tokenVariable);
  // Only where it is set: most bots have no use for it.
  const set = [...variables, "TELEGRAM_API_URL"].filter(isSet);
  const wanted = new Set(messengers.flatMap(variablesOf));
  const isWanted = (name: string): boolean => wanted.has(name) || !SERVICE_VARIABLES.includes(name);
  const notSet = variables.filter((name) => !isSet(name) && isWanted(name));
  const checks = [ok("Variables", `Set: ${set.join(", ") || "none"}. Not set: ${notSet.join(", ") || "none"}.`)];
  for (const mistake of mistakes)
    checks.push(problem("Variables", mistake, "Fix the variable; the bot refuses it too."));
  for (const { given, meant } of nearlyOurs(Object.keys(env).filter(isSet))) {
    const message = `${given} is set, but nothing reads it, and ${meant} is not set.`;
    checks.push(warning("Variables", message, `If it is meant for the tracker, call it ${meant}.`));
  }
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
      "Set TGTRACK_API_KEY (from @tgTrack_bot) or HOWUSEDBOT_API_TOKEN (from @HowUsedBot), for a MAX bot " +
      "TGTRACK_MAX_API_KEY. If they are in a file, name it: --env .env. If the bot sets them in its code, set them for this command.";
    return [...checks, problem("Destination", "No service has a key here, so nothing can be sent.", advice)];
  }
  // Only the origin: the path of an address that was set by hand may contain anything.
  const place = ({ service, url }: ConfiguredService): string => `${service.title} at ${new URL(url).origin}`;
  const withoutKey = messengers.flatMap((messenger) =>
    SERVICES[messenger].filter(
      (each) => each.variables[each.key.option] !== undefined && !services.some(({ service }) => service === each),
    ),
  );
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
