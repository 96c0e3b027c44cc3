import { isError } from "@bot-tracker/core/outbox-kit";
import type { Redis } from "ioredis";
import { clientOptions } from "./client-options.ts";
import type { RedisAddress } from "./redis-address.ts";

/** What a connection is made of. */
export interface ReopeningClientParts {
  /** ioredis's class, which is loaded only once a connection is wanted. */
  Client: typeof Redis;
  address: RedisAddress;
  /** What `CLIENT LIST` shows. */
  name: string;
  /** Whether an open connection keeps the process running. */
  keepAlive: boolean;
  answerMs: number;
  /** An open connection is lost. */
  lost(error: unknown): void;
}

/** Long enough for what is on its way to arrive. */
const GOODBYE_MS = 100;
const KEEP_ALIVE_MS = 30_000;

// Replies that say that this server is no longer the one to talk to: after a failover, say, or with a new password.
const UNUSABLE = /\b(READONLY|LOADING|MASTERDOWN|NOAUTH|MOVED|CLUSTERDOWN)\b/;

/**
 * One connection, opened again and again over the same ioredis client. ioredis's own reconnecting is off: it knows
 * neither when a server is of no use nor how to wait without keeping the process from ending.
 */
export class ReopeningClient {
  readonly client: Redis;
  readonly #parts: ReopeningClientParts;
  #isOpen = false;
  #error: unknown;

  constructor(parts: ReopeningClientParts) {
    const { Client, address, name, answerMs, keepAlive } = parts;
    this.#parts = parts;
    this.client = new Client({
      ...clientOptions(address),
      connectionName: name,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      // It is done without catching its errors, which would end the process.
      autoResubscribe: false,
      connectTimeout: answerMs,
      disconnectTimeout: GOODBYE_MS,
      keepAlive: KEEP_ALIVE_MS,
      reconnectOnError: (error) => {
        const isUnusable = UNUSABLE.test(error.message);
        if (isUnusable) this.#error ??= error;
        return isUnusable;
      },
    });
    this.client.on("error", (error: unknown) => {
      this.#error ??= error;
    });
    this.client.on("connect", () => {
      if (!keepAlive) this.client.stream.unref();
    });
    this.client.on("end", () => this.#ended());
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Opens it. Rejects with what went wrong. */
  async open(): Promise<void> {
    const { client } = this;
    if (client.status !== "wait" && client.status !== "end") {
      await new Promise<void>((resolve) => void client.once("end", () => resolve()));
    }
    this.#error = undefined;
    // It keeps the process running, which is right only for who waits for an answer.
    client.options.commandTimeout = undefined;
    try {
      await client.connect();
    } catch (error) {
      throw this.#error ?? error;
    }
    // ioredis goes on with database 0 where there is no other.
    if (this.#error !== undefined) {
      this.drop();
      throw this.#error;
    }
    this.#isOpen = true;
  }

  /** From now on a command that is not answered in time rejects. Until then, whoever has opened it sees to that. */
  beginTimeouts(): void {
    this.client.options.commandTimeout = this.#parts.answerMs;
  }

  /** Ends it at once; it can be opened again. Whoever waits for an answer is told that there will be none. */
  drop(): void {
    this.#isOpen = false;
    const { client } = this;
    if (client.status === "wait" || client.status === "end") return;
    client.disconnect();
    // Not even a goodbye: what hangs would take it too.
    client.stream?.destroy();
  }

  /**
   * False if Redis hangs. A program that was too busy to look is not taken for that, nor a connection that is lost
   * meanwhile: `lost` says why.
   */
  async isAnswering(): Promise<boolean> {
    const { client } = this;
    const bytesBefore = client.stream.bytesRead;
    try {
      await client.ping();
      return true;
    } catch (error) {
      if (!(isError(error) && /timed out/.test(error.message))) return true;
      // What has come in meanwhile is read before this runs.
      await new Promise<void>((resolve) => void setImmediate(resolve));
      return client.status !== "ready" || client.stream.bytesRead > bytesBefore;
    }
  }

  /** Waits for the answers that are on their way. */
  async finish(): Promise<void> {
    this.#isOpen = false;
    if (this.client.status === "ready") await this.client.quit().catch(() => undefined);
  }

  #ended(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#parts.lost(this.#error ?? new Error("Connection is closed."));
  }
}
