import { createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { Messages } from "../../../packages/core/src/support/messages.ts";
import { systemPorts } from "../../../packages/core/src/support/ports.ts";
import type { ConnectionParts, ConnectionTimeouts } from "../../../packages/redis/src/connection/connection.ts";
import { RedisConnection } from "../../../packages/redis/src/connection/redis-connection.ts";
import { type RedisServer, startRedisServer } from "../../support/redis-server.ts";

interface ConnectionHarnessOptions {
  url: string;
  keepAlive?: boolean;
  timeouts?: Partial<ConnectionTimeouts>;
  /** Timers run so many times sooner than they are set, so that a test need not wait half a minute. */
  hurry?: number;
}

/** A connection with all it says and does, to be waited for. */
export class ConnectionHarness {
  readonly connection: RedisConnection;
  /** Such as "warn Redis at …", without the library's name. */
  readonly messages: string[] = [];
  /** Every `up` and `down`, in order. */
  readonly turns: ("up" | "down")[] = [];
  /** How long it waited each time before it tried again, as set, for a connection that keeps the process running. */
  readonly waitsMs: number[] = [];
  readonly #watchers = new Set<() => void>();

  constructor({ url, keepAlive = true, timeouts = {}, hurry = 1 }: ConnectionHarnessOptions) {
    const say = (level: string) => (message: string) => {
      this.messages.push(message.replace("[bot-tracker]", level));
      this.#look();
    };
    const ports: ConnectionParts["ports"] = {
      ...systemPorts,
      setTimer: (task, delayMs, keep) => {
        if (keep) this.waitsMs.push(delayMs);
        return systemPorts.setTimer(task, delayMs / hurry, keep);
      },
    };
    const messages = new Messages({
      logger: { warn: say("warn"), error: say("error") },
      nowMs: ports.nowMs,
      debug: false,
      secrets: [],
    });
    // Redis does not hurry with them.
    const unhurried = { answerMs: 5_000 * hurry, ...timeouts };
    this.connection = new RedisConnection({ url, keepAlive, ports, messages, timeouts: unhurried });
    this.connection.onUp(() => this.#turn("up"));
    this.connection.onDown(() => this.#turn("down"));
    onTestFinished(() => this.connection.close());
  }

  /** Ends when the connection has turned so for the `count`th time. */
  turned(turn: "up" | "down", count = 1): Promise<void> {
    return this.until(() => this.turns.filter((one) => one === turn).length >= count);
  }

  /** Ends when a message has this in it, and gives the message. */
  async said(part: string | RegExp): Promise<string> {
    const find = (): string | undefined =>
      this.messages.find((message) => (typeof part === "string" ? message.includes(part) : part.test(message)));
    await this.until(() => find() !== undefined);
    return find() ?? "";
  }

  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const watch = (): void => {
        if (!isSo()) return;
        this.#watchers.delete(watch);
        resolve();
      };
      this.#watchers.add(watch);
      watch();
    });
  }

  #turn(turn: "up" | "down"): void {
    this.turns.push(turn);
    this.#look();
  }

  #look(): void {
    for (const watch of [...this.#watchers]) watch();
  }
}

/** A real Redis that is gone when the test is over. */
export async function redisForTest(settings: readonly string[] = []): Promise<RedisServer> {
  const server = await startRedisServer(settings);
  onTestFinished(() => server.close());
  return server;
}

/** A server that answers every command by its name, as Redis would; undefined is no answer at all. */
export async function fakeRedis(
  answer: (command: string) => string | undefined,
): Promise<{ url: string; port: number }> {
  return serve((socket) => {
    socket.on("data", (data) => {
      // Each command comes as a list of texts, the first of which is its name.
      for (const [, name = ""] of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
        const said = answer(name.toLowerCase());
        if (said !== undefined) socket.write(said);
      }
    });
  });
}

/** A TCP server on a port of its own. */
export async function serve(onSocket: (socket: Socket) => void): Promise<{ url: string; port: number }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("a TCP server has a port");
  return { url: `redis://127.0.0.1:${address.port}`, port: address.port };
}

/** A text as Redis sends it. */
export function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}
