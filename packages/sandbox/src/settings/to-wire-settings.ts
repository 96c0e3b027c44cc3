import type { Settings } from "../wire/settings.ts";
import type { SettingsValues } from "./settings-values.ts";

/** The settings by name, as the page and the library have them. */
export function toWireSettings(values: SettingsValues, aheadMs: number): Settings {
  return {
    ...values,
    limits: values.limits.name,
    howUsedBotLimits: values.howUsedBotLimits.name,
    absentMethods: [...values.absentMethods],
    aheadMs,
  };
}
