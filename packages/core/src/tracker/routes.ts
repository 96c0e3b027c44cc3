import type { HttpDispatcher } from "../delivery/http/create-transport.ts";
import type { Destination } from "../destinations/destination.ts";
import { type Service, waysToSetKey } from "../destinations/service.ts";
import { SERVICES } from "../destinations/services.ts";
import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import type { Messenger } from "../messenger/messenger.ts";
import type { Environment } from "./environment.ts";
import type { TrackerOptions } from "./options.ts";
import { serviceOptionOf } from "./service-option.ts";

/** A destination, and the dispatcher of its own that its requests go through, if it has one. */
export interface Route {
  destination: Destination;
  dispatcher?: HttpDispatcher;
  /** The service that it is, and the address that it has here. */
  service?: { service: Service; url: string };
  /** A sandbox answers in its place, as `BOT_TRACKER_SANDBOX` says. */
  isSandbox?: boolean;
}

/** Where to send, as options and environment say. */
export interface Routes {
  /** Those of the services that are switched on. */
  services: ReadonlyMap<Service, Route>;
  /** Those and the bot's own. */
  all: readonly Route[];
}

/** @throws {TrackerConfigError} an option is invalid, two destinations share a name, or there is none at all. */
export function toRoutes(
  options: TrackerOptions,
  environment: Environment,
  messenger: Pick<Messenger, "id" | "name">,
): Routes {
  const services = new Map<Service, Route>();
  let ignorePayload: unknown;
  for (const service of SERVICES[messenger.id]) {
    const option = serviceOptionOf(service, options);
    const route = toServiceRoute(service, option, environment, ignorePayload);
    if (route !== undefined) services.set(service, route);
    // A secret hidden from one service only would still be told.
    if (typeof option === "object") ignorePayload ??= option["ignorePayload"];
  }
  const own = (options.destinations ?? []).map((destination): Route => ({ destination }));
  const all = [...services.values(), ...own];
  if (all.length === 0) {
    throw new TrackerConfigError(nothingToSendTo(environment, messenger));
  }
  expectNames(all.map(({ destination }) => destination.name));
  return { services, all };
}

function nothingToSendTo({ otherKeys }: Environment, messenger: Pick<Messenger, "id" | "name">): string {
  const keys = SERVICES[messenger.id].flatMap(({ variables, key, source }) => {
    const variable = variables[key.option];
    return variable === undefined ? [] : [`${variable} (from ${source})`];
  });
  const others =
    otherKeys.length === 0
      ? ""
      : ` This is a ${messenger.name} bot, so that it does not use ${otherKeys.join(" or ")}.`;
  return (
    `There is nothing to send to: no service has a key. Set ${keys.join(", or ")}, or BOT_TRACKER_SANDBOX (the ` +
    `address of a sandbox), or give \`destinations\`.${others} To run without tracking, set BOT_TRACKER_DISABLED=1.`
  );
}

function toServiceRoute(
  service: Service,
  option: ReturnType<typeof serviceOptionOf>,
  environment: Environment,
  ignorePayload: unknown,
): Route | undefined {
  if (option === false) return undefined;
  const settings = environment.services[service.option] ?? {};
  const { dispatcher, ...given } = typeof option === "string" ? { [service.key.option]: option } : { ...option };
  const values: Record<string, unknown> = { ...settings };
  if (ignorePayload !== undefined) values["ignorePayload"] = ignorePayload;
  for (const [name, value] of Object.entries(given)) if (value !== undefined) values[name] = value;
  if (values[service.key.option] === undefined) {
    if (option === undefined) return undefined;
    const { title } = service.key;
    throw new TrackerConfigError(
      `The option \`${service.option}\` was given without a ${title}: set ${waysToSetKey(service)}.`,
    );
  }
  const destination = service.createDestination(values);
  return {
    destination,
    service: { service, url: String(values["url"] ?? service.url) },
    isSandbox: environment.sandbox !== undefined && values["url"] === settings["url"],
    ...(dispatcher !== undefined && { dispatcher: dispatcher as HttpDispatcher }),
  };
}

function expectNames(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new TrackerConfigError(
    `Two destinations are named "${twice}", and their deliveries could not be told apart. Give one of them another \`name\`.`,
  );
}
