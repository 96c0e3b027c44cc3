import { keyIdOf } from "../keys/key-labels.ts";
import type { KeyLookup } from "../keys/key-lookup.ts";
import type { Service } from "../services/service.ts";
import type { GaugesReply } from "../wire/requests.ts";
import { messengerOf } from "../wire/service-name.ts";
import type { ChosenKey } from "./parameters.ts";

/** Of a service: anybody can try any number of keys. */
const MAX_GAUGES = 200;

/** How full the limits of each key are that has sent something; a service without limits has no gauges. */
export function gaugesReport(
  services: readonly Service[],
  chosen: ChosenKey | undefined,
  keys: KeyLookup,
  nowMs: number,
): GaugesReply {
  const { messenger } = chosen ?? {};
  const ofMessenger = services.filter(({ name }) => messenger === undefined || messengerOf(name) === messenger);
  const gauges = ofMessenger.flatMap((service) =>
    service
      .usage(nowMs)
      .filter(({ key, windows }) => windows.length > 0 && (chosen === undefined || keyIdOf(key) === chosen.id))
      .slice(0, MAX_GAUGES)
      .map(({ key, mode, windows }) => ({
        key: keys.labelOfKey(key, [service.name]),
        service: service.name,
        mode,
        windows,
      })),
  );
  return { gauges };
}
