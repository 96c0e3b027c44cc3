import { listenerOf } from "../delivery/delivery-listener.ts";
import { isSecretPayload } from "../destinations/rules/secret-payload.ts";
import { SERVICES } from "../destinations/services.ts";
import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import type { AnyEvents } from "../intake/calls/event-props.ts";
import { toUserFilter } from "../intake/user-filter.ts";
import type { Messenger } from "../messenger/messenger.ts";
import { MessengerClock } from "../messenger/messenger-clock.ts";
import type { MessengerId } from "../messenger/messenger-id.ts";
import type { StartSignal } from "../messenger/signal.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { warnOfUnmoved } from "../outbox/warn-of-unmoved.ts";
import { type Logger, Messages } from "../support/messages.ts";
import { completePorts } from "../support/ports.ts";
import { withOwnErrors } from "../support/with-own-errors.ts";
import { botScopeOf, knownBotOf, outboxOwnerOf } from "./bot-names.ts";
import { checkOptions } from "./check-options.ts";
import { describeStart } from "./describe-start.ts";
import { Engine } from "./engine.ts";
import { type EnvironmentVariables, isDisabled, readEnvironment } from "./environment.ts";
import { joinPipeline } from "./join-pipeline.ts";
import type { TrackerOptions } from "./options.ts";
import type { PipelineParts } from "./pipeline.ts";
import type { PipelineUser } from "./pipeline-user.ts";
import { offReads, toReads } from "./reads.ts";
import { toRoutes } from "./routes.ts";
import type { LocalOutboxParts, Runtime } from "./runtime/runtime.ts";
import { isSandboxClosed } from "./sandbox-closed.ts";
import { serviceOptionOf } from "./service-option.ts";
import { Tracker } from "./tracker.ts";

/**
 * Makes a tracker from options and environment, for the bots of one messenger.
 *
 * @throws {TrackerConfigError} an option is invalid, or there is nothing to send to
 */
export function buildTracker<Events extends object = AnyEvents>(
  options: TrackerOptions,
  env: EnvironmentVariables,
  messenger: Messenger,
  runtime: Runtime,
): Tracker<Events> {
  return withOwnErrors(
    (problem) => new TrackerConfigError(`The tracker's options cannot be used: ${problem}`),
    () => build<Events>(options, env, messenger, runtime),
  );
}

function build<Events extends object>(
  options: TrackerOptions,
  env: EnvironmentVariables,
  messenger: Messenger,
  runtime: Runtime,
): Tracker<Events> {
  // Before any check: where tracking is switched off, the variables that options are made of may be missing too.
  if (isDisabled(env)) return switchedOff<Events>(messenger, runtime);
  runtime.check();
  checkOptions(options, messenger.id);
  if (options.enabled === false) return switchedOff<Events>(messenger, runtime);
  runtime.checkOptions(options);

  const known = knownBotOf(messenger.id, options);
  const owner = outboxOwnerOf(messenger.id, known);
  const environment = readEnvironment(env, messenger.id, owner.name);
  const routes = toRoutes(options, environment, messenger);
  const ports = completePorts(options.ports, runtime.ports);
  const { sandbox } = environment;
  const isAbandoned = (): boolean => sandbox !== undefined && isSandboxClosed(sandbox);
  const messages = new Messages({
    logger: options.logger ?? consoleLogger,
    nowMs: ports.nowMs,
    debug: options.debug ?? false,
    secrets: [
      ...routes.all.flatMap(({ destination }) => destination.secrets ?? []),
      ...(known.token === undefined ? [] : [known.token]),
    ],
    isMuted: isAbandoned,
  });
  const bot = known.id === undefined ? undefined : { id: known.id };
  const outbox = toOutbox(options, { environment, routes, owner, ports, messages }, runtime);
  const user: PipelineUser = { notify: listenerOf(options.onDelivery, messages) };
  const parts: PipelineParts = { routes: routes.all, outbox, ports, messages, bot, isAbandoned };
  // An outbox that was given has an owner of its own, and a bot that is not known yet may turn out to be another one.
  const isShared = typeof options.outbox !== "object" && owner.isKnown;
  const pipeline = isShared ? joinPipeline(parts, user, runtime.openPipeline) : runtime.openPipeline(parts, user);
  const engine = new Engine({
    routes: routes.all,
    messenger: messenger.id,
    pipeline,
    user,
    ports,
    messages,
    bot,
    beforeSend: options.beforeSend,
  });
  if (messages.debugging) messages.debug(describeStart(routes.all, outbox, bot));
  return new Tracker<Events>({
    engine,
    messenger,
    reads: toReads(engine, routes, messenger.id),
    autoEvents: options.autoEvents ?? [],
    isIgnored: toUserFilter(options.ignoreUsers, messages),
    isSecretPayload: toPayloadFilter(options, messenger.id),
    botScope: botScopeOf(messenger.id, known),
    nowMs: ports.nowMs,
    clock: new MessengerClock({ messenger: messenger.name, ports, messages }),
  });
}

function toOutbox(options: TrackerOptions, parts: LocalOutboxParts, runtime: Runtime): Outbox {
  const { outbox } = options;
  if (typeof outbox !== "object") {
    const local = runtime.openLocal(options, parts);
    warnOfUnmoved(local, parts.messages);
    return local;
  }
  if (!("makeOutbox" in outbox)) return outbox;
  const { environment, owner, ports, messages } = parts;
  return outbox.makeOutbox({
    owner,
    isSandbox: environment.sandbox !== undefined,
    ports,
    messages,
    openLocal: () => runtime.openLocal(options, parts),
  });
}

/** A tracker that takes every call and does nothing. */
function switchedOff<Events extends object>(messenger: Messenger, { ports }: Runtime): Tracker<Events> {
  return new Tracker<Events>({
    engine: undefined,
    messenger,
    reads: offReads(messenger.id),
    autoEvents: [],
    isIgnored: () => false,
    isSecretPayload: () => false,
    botScope: botScopeOf(messenger.id, knownBotOf(messenger.id, {})),
    nowMs: ports.nowMs,
    clock: new MessengerClock({ messenger: messenger.name, ports, messages: SILENT }),
  });
}

/** Whether any service is not to know a payload; then no message shows it either. */
function toPayloadFilter(options: TrackerOptions, messenger: MessengerId): (start: StartSignal) => boolean {
  const filters = SERVICES[messenger].flatMap((service) => {
    const option = serviceOptionOf(service, options);
    const filter = typeof option === "object" ? option["ignorePayload"] : undefined;
    return typeof filter === "function" ? [filter as (payload: string) => boolean] : [];
  });
  return (start) => filters.some((ignorePayload) => isSecretPayload(start, ignorePayload));
}

const SILENT = { warn: () => {}, forget: () => {} };

const consoleLogger: Logger = {
  warn: (message) => console.warn(message),
  error: (message) => console.error(message),
  debug: (message) => console.debug(message),
};
