import { type Service, waysToSetKey } from "../destinations/service.ts";
import { SERVICES } from "../destinations/services.ts";
import type { TgtrackTransition, TgtrackUserInfo } from "../destinations/tgtrack/tgtrack-types.ts";
import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import type { MessengerId } from "../messenger/messenger-id.ts";
import type { Engine } from "./engine.ts";
import type { Routes } from "./routes.ts";

/** What a tracker can ask, each of one service: the names are those of the services' `reads`. */
export interface TrackerReads {
  getUserInfo(userId: string): Promise<TgtrackUserInfo>;
  getUserLastTransition(userId: string): Promise<TgtrackTransition>;
  getOnline(seconds?: number): Promise<number>;
}

type Read = (argument: never) => Promise<unknown>;

/** Reads go through the engine: they spend the same quota and wait for the same pauses as deliveries. */
export function toReads(engine: Engine, { services }: Routes, messenger: MessengerId): TrackerReads {
  return collectReads(messenger, (service, name, read) => {
    const route = services.get(service);
    if (route === undefined) {
      const { title, key } = service;
      return () => refuse(`${name} needs ${title}, which has no ${key.title}: set ${waysToSetKey(service)}.`);
    }
    const { destination } = route;
    return (argument) => engine.read(destination.name, (context) => read.ask(destination, argument, context));
  });
}

/** The reads of a tracker that is switched off. */
export function offReads(messenger: MessengerId): TrackerReads {
  return collectReads(
    messenger,
    (_service, name) => () => refuse(`${name} has nobody to ask, because tracking is switched off.`),
  );
}

function collectReads(
  messenger: MessengerId,
  toRead: (service: Service, name: string, read: Service["reads"][string]) => Read,
): TrackerReads {
  const reads: Record<string, Read> = {};
  for (const { reads: known } of Object.values(SERVICES).flat()) {
    for (const name of Object.keys(known)) {
      reads[name] = () => refuse(`${name}: no service answers this for bots of this messenger.`);
    }
  }
  for (const service of SERVICES[messenger]) {
    for (const [name, read] of Object.entries(service.reads)) reads[name] = toRead(service, name, read);
  }
  return reads as Record<string, Read> & TrackerReads;
}

function refuse(message: string): Promise<never> {
  return Promise.reject(new TrackerConfigError(message));
}
