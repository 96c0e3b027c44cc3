import type { LimitRules } from "../limits/limits.ts";
import type { Integration } from "./integration.ts";

/** The limits of a service, and by what name they were asked for. */
export interface NamedLimits {
  readonly name: "fixed" | "sliding" | "none" | "custom";
  readonly rules: LimitRules;
}

/** What can be changed while the sandbox runs. The option of the same name in `SandboxOptions` says what each means. */
export interface SettingsValues {
  readonly limits: NamedLimits;
  readonly howUsedBotLimits: NamedLimits;
  readonly retryAfter: boolean;
  readonly errorStatus: "code" | "always-200";
  readonly integration: Integration;
  readonly strictUserIds: boolean;
  readonly absentMethods: readonly string[];
  readonly repeats: "warn" | "conflict";
  readonly maxEventLength: 20 | 50;
  readonly acceptAnyKey: boolean;
}
