import type { Outbox } from "../../outbox/outbox.ts";
import type { OutboxOwner } from "../../outbox/outbox-owner.ts";
import type { Messages } from "../../support/messages.ts";
import type { Ports } from "../../support/ports.ts";
import type { Environment, EnvironmentVariables } from "../environment.ts";
import type { TrackerOptions } from "../options.ts";
import type { Pipeline, PipelineParts } from "../pipeline.ts";
import type { PipelineUser } from "../pipeline-user.ts";
import type { Routes } from "../routes.ts";

/** What an outbox on the tracker's own machine is opened for. */
export interface LocalOutboxParts {
  environment: Environment;
  routes: Routes;
  owner: OutboxOwner;
  ports: Ports;
  messages: Messages;
}

/** Everything of a tracker that depends on where it runs. Each of the package's builds brings one of these. */
export interface Runtime {
  readonly ports: Ports;
  /** The variables that stand in for options left out. */
  env(): EnvironmentVariables;
  /** @throws {TrackerConfigError} a tracker does not work here */
  check(): void;
  /** @throws {TrackerConfigError} an option, valid as such, cannot be honoured here */
  checkOptions(options: TrackerOptions): void;
  /** The outbox of a tracker that was given none of its own. */
  openLocal(options: TrackerOptions, parts: LocalOutboxParts): Outbox;
  openPipeline(parts: PipelineParts, user: PipelineUser): Pipeline;
}
