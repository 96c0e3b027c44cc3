import type { KeyRing } from "../keys/key-ring.ts";
import type { SettingsBoard } from "../settings/settings-board.ts";
import type { SandboxStore } from "../store/sandbox-store.ts";

/** What every service works on. */
export interface ServiceParts {
  readonly keys: KeyRing;
  readonly settings: SettingsBoard;
  readonly store: SandboxStore;
}
