import { messengerOf } from "#wire/service-name";
import type { KeyLabel } from "#wire/status";

/** A bot to be chosen: `value` is the parameter `key`. */
export interface BotChoice {
  value: string;
  label: string;
}

const MESSENGERS = { telegram: "Telegram", max: "MAX" } as const;

/**
 * The bots whose figures can be shown apart. Where the bots of both messengers use one key, as in a sandbox without
 * keys, it stands for two. `chosen` is among them whatever it is.
 */
export function botChoices(keys: readonly KeyLabel[], chosen: string): BotChoice[] {
  const choices = keys.flatMap(({ id, label: key, name, services }) => {
    const label = name ?? key;
    const messengers = new Set(services.map(messengerOf));
    if (!messengers.has("max")) return [{ value: id, label }];
    if (messengers.size === 1) return [{ value: id, label: `${label} · ${MESSENGERS.max}` }];
    const both = (["telegram", "max"] as const).map((messenger) => ({
      value: `${id}.${messenger}`,
      label: `${label} · ${MESSENGERS[messenger]}`,
    }));
    return chosen === id ? [{ value: id, label }, ...both] : both;
  });
  if (chosen === "" || choices.some(({ value }) => value === chosen)) return choices;
  const [id = "", messenger] = chosen.split(".");
  const known = nameOf(keys.find((key) => key.id === id)) ?? id;
  const whose = messenger === "max" || messenger === "telegram" ? ` · ${MESSENGERS[messenger]}` : "";
  return [...choices, { value: chosen, label: `${known}${whose}` }];
}

function nameOf(key: KeyLabel | undefined): string | undefined {
  return key?.name ?? key?.label;
}
