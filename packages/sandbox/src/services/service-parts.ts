import type { Keys } from "../keys/keys.ts";
import type { ActiveSettings } from "../settings/active-settings.ts";
import type { SandboxStore } from "../store/sandbox-store.ts";

/** What every service works on. */
export interface ServiceParts {
  readonly keys: Keys;
  readonly settings: ActiveSettings;
  readonly store: SandboxStore;
}
