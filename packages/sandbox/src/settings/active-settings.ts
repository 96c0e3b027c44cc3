import { checkSettings } from "./check-settings.ts";
import type { SettingsValues } from "./settings-values.ts";

/** How the services behave just now. They look here at each request. */
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

  /** @throws {SandboxError} when a change makes no sense; then nothing is changed. */
  change(changes: unknown): void {
    this.#current = checkSettings(changes, this.#current);
    this.#onChange();
  }
}
