/** A slot's name in an answer holds what ending it takes: another process, or this one later, may end it. */
export interface SlotName {
  /** Unique for ever. */
  name: string;
  delayMs: number;
  key: string;
}

export function writeSlotName({ name, delayMs, key }: SlotName): string {
  return `${name} ${delayMs} ${key}`;
}

/** Undefined for what is no slot of this quota. */
export function readSlotName(slot: string): SlotName | undefined {
  const [, name, delayMs, key] = /^(\S+) (\d+(?:\.\d+)?) (.*)$/s.exec(slot) ?? [];
  if (name === undefined || key === undefined) return undefined;
  return { name, delayMs: Number(delayMs), key };
}
