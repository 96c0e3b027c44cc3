import { MOST } from "../bounds/most.ts";
import { shown } from "../support/check-number.ts";
import { isJsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import { checkLimits } from "./check-limits.ts";
import { INTEGRATIONS } from "./integration.ts";
import type { SettingsValues } from "./settings-values.ts";

const MAX_ABSENT = 100;

type Check<Name extends keyof SettingsValues> = (value: unknown, before: SettingsValues) => SettingsValues[Name];

/** How each setting is checked. `before` are the settings until then. */
const CHECKS: { readonly [Name in keyof SettingsValues]: Check<Name> } = {
  limits: (value, before) => checkLimits("limits", value, before.limits),
  howUsedBotLimits: (value, before) => checkLimits("howUsedBotLimits", value, before.howUsedBotLimits),
  retryAfter: trueOrFalse("retryAfter"),
  errorStatus: oneOf("errorStatus", ["code", "always-200"]),
  integration: oneOf("integration", INTEGRATIONS),
  strictUserIds: trueOrFalse("strictUserIds"),
  absentMethods: (value) => {
    if (Array.isArray(value) && value.length <= MAX_ABSENT && value.every(isMethodName)) return [...value];
    throw new SandboxError(
      `absentMethods must be an array of at most ${MAX_ABSENT} method names, not ${shown(value)}.`,
    );
  },
  repeats: oneOf("repeats", ["warn", "conflict"]),
  maxEventLength: oneOf("maxEventLength", [20, 50]),
  acceptAnyKey: trueOrFalse("acceptAnyKey"),
};

function isMethodName(name: unknown): name is string {
  return typeof name === "string" && name.length <= MOST.methodChars;
}

export const SETTING_NAMES = Object.keys(CHECKS) as readonly (keyof SettingsValues)[];

/**
 * The settings after `changes`. What `changes` omits, or has as undefined, stays.
 *
 * @throws {SandboxError} that names the setting, what was expected and what came; then nothing is changed.
 */
export function checkSettings(changes: unknown, before: SettingsValues): SettingsValues {
  if (!isJsonObject(changes))
    throw new SandboxError('Settings must be given as an object, such as { limits: "none" }.');
  const checked: Partial<SettingsValues> = {};
  for (const [name, value] of Object.entries(changes)) {
    const known = SETTING_NAMES.find((each) => each === name);
    if (known === undefined) throw unknownSetting(name);
    if (value !== undefined) Object.assign(checked, { [known]: CHECKS[known](value, before) });
  }
  return { ...before, ...checked };
}

function unknownSetting(name: string): SandboxError {
  if (name === "aheadMs") return new SandboxError("The clock is moved forward by POST /api/advance with { byMs }.");
  return new SandboxError(`Unknown setting ${shown(name)}; the settings are ${SETTING_NAMES.join(", ")}.`);
}

function trueOrFalse(name: string): (value: unknown) => boolean {
  return (value) => {
    if (typeof value === "boolean") return value;
    throw new SandboxError(`${name} must be true or false, not ${shown(value)}.`);
  };
}

function oneOf<Value extends string | number>(name: string, allowed: readonly Value[]): (value: unknown) => Value {
  return (value) => {
    const found = allowed.find((each) => each === value);
    if (found !== undefined) return found;
    const list = allowed.map((each) => JSON.stringify(each)).join(", ");
    throw new SandboxError(`${name} must be one of ${list}, not ${shown(value)}.`);
  };
}
