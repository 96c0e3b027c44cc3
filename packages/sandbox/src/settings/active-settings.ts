import { checkSettings } from "./check-settings.ts";
import type { SettingsValues } from "./settings-values.ts";

/** The current settings. The services read them at each request. */
export class ActiveSettings {
  readonly #onChange: () => void;
  #current: SettingsValues;

  constructor(initial: SettingsValues, onChange: () => void) {
    this.#current = initial;
    this.#onChange = onChange;
  }

  get current(): SettingsValues {
    return this.#current;
  }

  /** @throws {SandboxError} when a change is invalid; then nothing is changed. */
  change(changes: unknown): void {
    this.#current = checkSettings(changes, this.#current);
    this.#onChange();
  }
}
