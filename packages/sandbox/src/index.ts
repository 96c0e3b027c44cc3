// To start one and to ask it.

// What it is given and gives back, over HTTP too.
export type { MadeUpHistory, MadeUpRequest } from "./history/made-up-history.ts";
export type { LimitWindow } from "./limits/limits.ts";
export type { LimitOptions, Limits, SandboxOptions } from "./options/sandbox-options.ts";
export type { FaultHandle, Sandbox, SettingsChanges } from "./sandbox/sandbox.ts";
export { startSandbox } from "./sandbox/start-sandbox.ts";
export type { WaitOptions } from "./state/request-log.ts";
export type { RequestPredicate } from "./state/request-matcher.ts";
// What it throws.
export { WaitTimeoutError } from "./state/wait-timeout-error.ts";
export { SandboxError } from "./support/sandbox-error.ts";
export type { Cost } from "./wire/costs.ts";
export type { Delay, Fault, FaultEffect, FaultKind, FaultMatch, FaultScope } from "./wire/fault.ts";
export type { KeyState, SandboxKey } from "./wire/keys.ts";
export type { RecordedRequest, RequestError, RequestFilter } from "./wire/recorded-request.ts";
export type { ServiceName } from "./wire/service-name.ts";
export type { Settings } from "./wire/settings.ts";
export type { TrackingLink } from "./wire/tracking-link.ts";
