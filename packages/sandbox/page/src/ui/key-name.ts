import type { KeyLabel } from "#wire/status";

/** What a bot is called, with its key beside it; without a name, the key. `none` stands for a request without any. */
export function keyName({ name, label }: Pick<KeyLabel, "name" | "label">, none: string): string {
  if (label === "") return none;
  return name === null ? label : `${name} · ${label}`;
}
