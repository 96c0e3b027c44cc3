import { type EnvironmentVariables, type MessengerId, SERVICES } from "@bot-tracker/core/outbox-kit";

/** Whether a variable holds a key for the bots of a messenger. */
export function hasKeyOf(env: EnvironmentVariables, messenger: MessengerId): boolean {
  return SERVICES[messenger].some(({ variables, key }) => env[variables[key.option] ?? ""]?.trim());
}
