import type { OutboxContext } from "@bot-tracker/core";
import type { Redis } from "ioredis";

/** What a connection is made of. */
export interface ConnectionParts {
  /** Checked already. Its password is hidden from every message. */
  url: string;
  /** Whether the connection, and waiting for it, keeps the process running. */
  keepAlive: boolean;
  ports: Pick<OutboxContext["ports"], "nowMs" | "random" | "setTimer">;
  messages: OutboxContext["messages"];
  /** Only tests change these. */
  timeouts?: Partial<ConnectionTimeouts>;
}

/** How long a connection waits for Redis. */
export interface ConnectionTimeouts {
  /** A Redis that takes longer to accept a connection, or to answer a command, counts as unavailable. @default 5_000 */
  answerMs: number;
  /** How often a connection is checked, so that one that died silently is noticed. @default 5_000 */
  beatMs: number;
}

/**
 * One process's connection to Redis: made in the background, made again whenever it is lost, never in the bot's way.
 */
export interface Connection {
  /** For messages: host and port, without user and password. */
  readonly name: string;
  /**
   * Undefined while Redis is away or cannot be used; its commands reject at once when the connection is lost. The
   * same object each time. A command that timed out may still be done by a Redis which only was slow.
   */
  readonly client: Redis | undefined;
  /** Runs whenever Redis can be used (again). */
  onUp(listener: (client: Redis) => void): void;
  /** Runs whenever it no longer can; not for `close`. */
  onDown(listener: () => void): void;
  /** Hears what is published on a channel, over every reconnect. */
  listen(channel: string, listener: (message: string) => void): void;
  /** Ends the connections, without a message. Takes no longer than a moment, whatever Redis does. */
  close(): Promise<void>;
}
