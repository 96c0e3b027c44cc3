import type { ReadAttempt } from "../delivery/read-queue.ts";
import { KeyHeldError } from "../errors/key-held-error.ts";
import type { BeforeSend } from "../intake/before-send.ts";
import { Recorder } from "../intake/recorder.ts";
import type { MessengerId } from "../messenger/messenger-id.ts";
import { emptyLedgerEntry, type Ledger } from "../outbox/ledger.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { errorText } from "../support/error-text.ts";
import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import { getPerson, type PersonInfo } from "./get-person.ts";
import { destinationHealth, type Health } from "./health.ts";
import type { Pipeline } from "./pipeline.ts";
import type { PipelineUser } from "./pipeline-user.ts";
import type { Route } from "./routes.ts";

/** Everything an engine is made of, defaults applied. */
export interface EngineParts {
  /** Its own, which plan what is recorded here. */
  routes: readonly Route[];
  /** Whose updates and people it records. */
  messenger: MessengerId;
  /** What it records is sent by this one, which it may share with other trackers. */
  pipeline: Pipeline;
  /** Its part in the pipeline. */
  user: PipelineUser;
  ports: Ports;
  messages: Messages;
  bot: BotIdentity | undefined;
  beforeSend: BeforeSend | undefined;
}

/** Recorder and delivery of one tracker, from its construction to its close. */
export class Engine {
  readonly recorder: Recorder;
  readonly messages: Messages;
  readonly #parts: EngineParts;
  #bot: BotIdentity | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#bot = parts.bot;
    this.messages = parts.messages;
    const { routes, messenger, ports, messages, beforeSend, pipeline, user } = parts;
    const destinations = routes.map(({ destination }) => destination);
    const { notify } = user;
    this.recorder = new Recorder({
      destinations,
      messenger,
      outbox: pipeline.outbox,
      ports,
      messages,
      beforeSend,
      notify,
    });
  }

  get outbox(): Outbox {
    return this.#parts.pipeline.outbox;
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  get bot(): BotIdentity | undefined {
    return this.#bot;
  }

  /** Learns who the bot is; what waited for that can go. What is known already stays. */
  identify(bot: BotIdentity): void {
    const id = this.#bot?.id ?? bot.id;
    const username = this.#bot?.username ?? bot.username;
    if (id === this.#bot?.id && username === this.#bot?.username) return;
    this.#bot = { ...(id !== undefined && { id }), ...(username !== undefined && { username }) };
    this.#parts.pipeline.identify(this.#bot);
  }

  /** Asks a service that is one of the destinations. */
  async read<T>(destination: string, attempt: ReadAttempt<T>): Promise<T> {
    if (this.closed) throw new KeyHeldError(destination, "the tracker is closed");
    return this.#parts.pipeline.read(destination, attempt);
  }

  /** Undefined: nobody known, or the outbox cannot be read. Never rejects. */
  async getPerson(botId: string, userId: string): Promise<PersonInfo | undefined> {
    if (this.closed) return undefined;
    return getPerson({ ...this.#parts, outbox: this.outbox }, botId, userId);
  }

  /** Never rejects: with `flushAfterUpdate` every update of the bot waits for it. */
  async flush(timeoutMs: number): Promise<{ delivered: number; pending: number }> {
    try {
      return await this.#parts.pipeline.flush(timeoutMs);
    } catch (error) {
      this.messages.error("flush", `What waits could not be sent by flush; it stays waiting: ${errorText(error)}`);
      return { delivered: 0, pending: 0 };
    }
  }

  /** The bot is stopping, and with it perhaps the process. */
  async standDown(): Promise<void> {
    if (!this.closed) await this.#parts.pipeline.standDown();
  }

  /** Sends what can be sent in time, then stops for good. Never takes longer than `timeoutMs`, and never rejects. */
  close(timeoutMs?: number): Promise<void> {
    const { pipeline, user } = this.#parts;
    this.#closing ??= pipeline.leave(user, timeoutMs).catch((error: unknown) => {
      this.messages.error("close", `The tracker could not be closed in order: ${errorText(error)}`);
    });
    return this.#closing;
  }

  ledger(): Ledger {
    const unused = this.#parts.routes.map(({ destination }) => [destination.name, emptyLedgerEntry()] as const);
    return { ...Object.fromEntries(unused), ...this.outbox.ledger() };
  }

  health(): Health {
    const { routes, pipeline, ports } = this.#parts;
    const { outbox } = pipeline;
    return Object.fromEntries(
      routes.map(({ destination }) => {
        const { name } = destination;
        const [hold, strayRequests] = [pipeline.holdOf(name), pipeline.strayRequestsTo(name)];
        return [name, destinationHealth(destination, { hold, strayRequests, outbox, bot: this.#bot, ports })];
      }),
    );
  }
}
