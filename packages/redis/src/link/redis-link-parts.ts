import type { OutboxSurroundings } from "@bot-tracker/core";
import type { Redis } from "ioredis";

/** What a link is made of. */
export interface RedisLinkParts {
  /** Checked already. Its password is hidden from every message. */
  url: string;
  /** Whether the connection keeps the process running. */
  keepAlive: boolean;
  ports: Pick<OutboxSurroundings["ports"], "nowMs" | "random" | "setTimer">;
  messages: OutboxSurroundings["messages"];
}

/** One process's connection to Redis: made in the background, made again whenever it is lost, never in the bot's way. */
export interface Link {
  /** Undefined while Redis is away or cannot be used; its commands reject at once when the connection is lost. */
  readonly client: Redis | undefined;
  /** Runs whenever Redis can be used (again). */
  onUp(listener: (client: Redis) => void): void;
  /** Runs whenever it no longer can. */
  onDown(listener: () => void): void;
  /** Hears what is published on a channel, over every reconnect. */
  listen(channel: string, listener: (message: string) => void): void;
  /** Ends the connections; nothing is said of it. Takes no longer than a moment, whatever Redis does. */
  close(): Promise<void>;
}
