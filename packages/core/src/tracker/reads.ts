import { SERVICES } from "../destinations/services.ts";
import type { TgtrackUserInfo } from "../destinations/tgtrack/tgtrack-types.ts";
import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import type { Engine } from "./engine.ts";
import type { Routes } from "./routes.ts";

/** What a tracker can ask, each of one service: the names are those of the services' `reads`. */
export interface TrackerReads {
  getUserInfo(userId: string): Promise<TgtrackUserInfo>;
  getOnline(seconds?: number): Promise<number>;
}

type Read = (argument: never) => Promise<unknown>;

/** Reads go through the engine: they spend the same quota and wait for the same pauses as deliveries. */
export function toReads(engine: Engine, { services }: Routes): TrackerReads {
  return collectReads((service, name, read) => {
    const route = services.get(service);
    if (route === undefined) {
      const { title, key, variables } = service;
      return () => refuse(`${name} needs ${title}, which has no ${key.title}: set ${variables[key.option]}.`);
    }
    const { destination } = route;
    return (argument) => engine.read(destination.name, (context) => read.ask(destination, argument, context));
  });
}

/** The reads of a tracker that is switched off. */
export const OFF_READS: TrackerReads = collectReads(
  (_service, name) => () => refuse(`${name} has nobody to ask, because tracking is switched off.`),
);

function collectReads(
  toRead: (service: (typeof SERVICES)[number], name: string, read: (typeof SERVICES)[number]["reads"][string]) => Read,
): TrackerReads {
  const reads: Record<string, Read> = {};
  for (const service of SERVICES) {
    for (const [name, read] of Object.entries(service.reads)) reads[name] = toRead(service, name, read);
  }
  return reads as Record<string, Read> & TrackerReads;
}

function refuse(message: string): Promise<never> {
  return Promise.reject(new TrackerConfigError(message));
}
