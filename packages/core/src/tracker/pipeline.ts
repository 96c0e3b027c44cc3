import type { Hold } from "../delivery/hold.ts";
import type { EngineTransport } from "../delivery/http/http-transport.ts";
import type { ReadAttempt } from "../delivery/read-queue.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import type { PipelineUser } from "./pipeline-user.ts";
import type { Route } from "./routes.ts";

export interface PipelineParts {
  routes: readonly Route[];
  outbox: Outbox;
  ports: Ports;
  messages: Messages;
  /** As far as is known so far. */
  bot: BotIdentity | undefined;
  /** Whether what it sends to is gone, and nobody waits for it: a test's sandbox, at the end of the test. */
  isAbandoned: () => boolean;
}

/** Of a pipeline that is told what to send with: where there is no undici. */
export interface SendingParts extends PipelineParts {
  createTransport(): EngineTransport;
}

/**
 * An outbox and what sends from it: everything behind the recording. Trackers of one process that send alike from one
 * outbox share a pipeline.
 */
export interface Pipeline {
  readonly routes: readonly Route[];
  readonly outbox: Outbox;
  /** Whether a tracker that joins later can be told what is sent. */
  readonly notifies: boolean;
  readonly closed: boolean;

  join(user: PipelineUser): void;
  /** Ends a tracker's part. Never takes longer than `timeoutMs`; without that, than what is left of an end that has begun. */
  leave(user: PipelineUser, timeoutMs?: number): Promise<void>;
  /** The bot is stopping: sends what can be sent in time, and then nothing that keeps the process from its end. */
  standDown(): Promise<void>;
  /** Learns who the bot is; what waited for that can go. */
  identify(bot: BotIdentity): void;
  holdOf(destination: string): Hold | undefined;
  /** How many reports to the destination this process made without the tracker. */
  strayRequestsTo(destination: string): number;
  read<T>(destination: string, attempt: ReadAttempt<T>): Promise<T>;
  /** Sends what can be sent within `timeoutMs`. */
  flush(timeoutMs: number): Promise<{ delivered: number; pending: number }>;
}
