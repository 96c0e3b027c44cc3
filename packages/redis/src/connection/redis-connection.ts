import type { Redis } from "ioredis";
import type { Connection, ConnectionParts, ConnectionTimeouts } from "./connection.ts";
import { ConnectionMessages } from "./connection-messages.ts";
import { away, type ConnectionProblem } from "./connection-problem.ts";
import { explainFailure } from "./explain-failure.ts";
import { judgeServer } from "./judge-server.ts";
import { hostAndPort, parseRedisUrl, type RedisAddress } from "./redis-address.ts";
import { ReopeningClient } from "./reopening-client.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { parseServerFacts } from "./server-facts.ts";

const TIMEOUTS: ConnectionTimeouts = { answerMs: 5_000, beatMs: 5_000 };
const CLOSE_MS = 200;
/** A connection that held for less has not shown that Redis is well. */
const STEADY_MS = 5_000;

const TIMED_OUT: Error = new Error("Command timed out");
/** Never reported. */
const CLOSED: ConnectionProblem = away("the connection was closed");

/** A connection for commands and one for news, because one that has subscribed takes no other commands. */
interface Clients {
  commands: ReopeningClient;
  news: ReopeningClient;
}

type State = { kind: "down" } | { kind: "up"; clients: Clients; sinceMs: number } | { kind: "closed" };

/** The connection to one Redis. */
export class RedisConnection implements Connection {
  readonly #parts: ConnectionParts;
  readonly #timeouts: ConnectionTimeouts;
  readonly #address: RedisAddress;
  readonly name: string;
  readonly #says: ConnectionMessages;
  readonly #upListeners: ((client: Redis) => void)[] = [];
  readonly #downListeners: (() => void)[] = [];
  readonly #channels = new Map<string, ((message: string) => void)[]>();
  #clients: Clients | undefined;
  #state: State = { kind: "down" };
  #failures = 0;
  #cancelTimer: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  /** Begins to connect. Needs a URL that `checkOptions` has let pass. */
  constructor(parts: ConnectionParts) {
    const { url, messages } = parts;
    const address = parseRedisUrl(url);
    if (address === undefined) throw new TypeError("The URL of Redis was not checked.");
    this.#parts = parts;
    this.#timeouts = { ...TIMEOUTS, ...parts.timeouts };
    this.#address = address;
    this.name = `Redis at ${hostAndPort(address)}`;
    this.#says = new ConnectionMessages(parts, this.name);
    for (const secret of [url, address.password, new URL(url).password]) messages.hide(secret ?? "");
    void this.#connect();
  }

  get client(): Redis | undefined {
    if (this.#state.kind !== "up") return undefined;
    const { client } = this.#state.clients.commands;
    // A lost connection is told a moment after it is known, and ioredis's own status knows it later than its socket.
    return client.status === "ready" && client.stream.writable ? client : undefined;
  }

  onUp(listener: (client: Redis) => void): void {
    this.#upListeners.push(listener);
  }

  onDown(listener: () => void): void {
    this.#downListeners.push(listener);
  }

  listen(channel: string, listener: (message: string) => void): void {
    const listeners = this.#channels.get(channel);
    if (listeners !== undefined) {
      listeners.push(listener);
      return;
    }
    this.#channels.set(channel, [listener]);
    if (this.#state.kind !== "up") return;
    // Where it fails because the connection is lost, that is noticed without this.
    this.#subscribe(this.#state.clients.news, [channel]).catch(() => {});
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  get #isClosed(): boolean {
    return this.#state.kind === "closed";
  }

  /** Never rejects. */
  async #connect(): Promise<void> {
    const problem = await this.#tryToConnect();
    if (problem === undefined) return;
    if (this.#isClosed) this.#dropAll();
    else this.#failed(problem);
  }

  async #tryToConnect(): Promise<ConnectionProblem | undefined> {
    let isTooLate = false;
    try {
      this.#clients ??= await this.#makeClients();
      const { commands, news } = this.#clients;
      if (this.#isClosed) return CLOSED;
      // Once to be let in, and once to be answered.
      this.#after(2 * this.#timeouts.answerMs, false, () => {
        isTooLate = true;
        this.#dropAll();
      });
      await commands.open();
      const verdict = judgeServer(parseServerFacts(await commands.client.info()));
      if (verdict.kind !== "fit") return verdict;
      if (this.#isClosed) return CLOSED;
      await news.open();
      await this.#subscribe(news, [...this.#channels.keys()]);
      if (this.#isClosed) return CLOSED;
      if (!commands.isOpen || !news.isOpen) throw new Error("Connection is closed.");
      for (const { topic, message } of verdict.warnings) this.#parts.messages.warn(topic, `${this.name} ${message}`);
      this.#up(this.#clients);
      return undefined;
    } catch (error) {
      return explainFailure(isTooLate ? TIMED_OUT : error, this.#address, { wasOpen: false });
    }
  }

  async #makeClients(): Promise<Clients> {
    const { Redis: Client } = await import("ioredis");
    const { answerMs } = this.#timeouts;
    const make = (name: string): ReopeningClient =>
      new ReopeningClient({
        Client,
        address: this.#address,
        name,
        keepAlive: this.#parts.keepAlive,
        answerMs,
        lost: (error) => this.#lost(error),
      });
    const news = make("bot-tracker-news");
    news.client.on("message", (channel, message) => this.#tell(this.#channels.get(channel) ?? [], message));
    return { commands: make("bot-tracker"), news };
  }

  async #subscribe(news: ReopeningClient, channels: readonly string[]): Promise<void> {
    if (channels.length === 0) return;
    try {
      await news.client.subscribe(...channels);
    } catch (error) {
      const problem = explainFailure(error, this.#address, { wasOpen: true });
      if (problem.kind === "away") throw error;
      // Without the news everything is noticed later; without Redis, nothing at all.
      this.#parts.messages.error(
        "redis news",
        `${this.name} does not allow this user to subscribe to its channels, so what other processes record is sent later. ` +
          `${problem.mend}.`,
      );
    }
  }

  #up(clients: Clients): void {
    const { client } = clients.commands;
    this.#state = { kind: "up", clients, sinceMs: this.#parts.ports.nowMs() };
    clients.commands.beginTimeouts();
    clients.news.beginTimeouts();
    this.#says.up();
    this.#beat();
    this.#tell(this.#upListeners, client);
  }

  #lost(error: unknown): void {
    // While it is being opened, whoever opens it hears of it.
    if (this.#state.kind === "up") this.#failed(explainFailure(error, this.#address, { wasOpen: true }));
  }

  #failed(problem: ConnectionProblem): void {
    const { ports, keepAlive } = this.#parts;
    const before = this.#state;
    this.#state = { kind: "down" };
    this.#dropAll();
    if (before.kind === "up") {
      if (ports.nowMs() - before.sinceMs >= STEADY_MS) this.#failures = 0;
      this.#tell(this.#downListeners, undefined);
    }
    this.#failures++;
    this.#says.down(problem);
    this.#after(retryDelayMs(problem, this.#failures, ports.random()), keepAlive, () => void this.#connect());
  }

  /** Checks from time to time that Redis still answers: one that hangs closes no connection. */
  #beat(): void {
    this.#after(this.#timeouts.beatMs, false, () => void this.#look());
  }

  async #look(): Promise<void> {
    const seen = this.#state;
    if (seen.kind !== "up") return;
    const { commands, news } = seen.clients;
    const answers = await Promise.all([commands.isAnswering(), news.isAnswering()]);
    // It may have been lost, and even found again, meanwhile.
    if (this.#state !== seen) return;
    if (!answers.every(Boolean)) {
      this.#lost(TIMED_OUT);
      return;
    }
    const problem = await this.#judgeAgain(commands);
    if (this.#state !== seen) return;
    if (problem === undefined) this.#beat();
    else this.#failed(problem);
  }

  /** Its settings can be changed while it runs. */
  async #judgeAgain({ client }: ReopeningClient): Promise<ConnectionProblem | undefined> {
    try {
      const verdict = judgeServer(parseServerFacts(await client.info()));
      // Whatever passes by itself is noticed by what it refuses.
      return verdict.kind === "unfit" ? verdict : undefined;
    } catch {
      // Where the connection is lost, that is noticed without this.
      return undefined;
    }
  }

  #after(delayMs: number, keepAlive: boolean, task: () => void): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#parts.ports.setTimer(task, delayMs, keepAlive);
  }

  #dropAll(): void {
    this.#clients?.commands.drop();
    this.#clients?.news.drop();
  }

  async #end(): Promise<void> {
    this.#state = { kind: "closed" };
    this.#cancelTimer?.();
    this.#says.end();
    const { commands, news } = this.#clients ?? {};
    let stopWaiting = (): void => {};
    const timeIsUp = new Promise<void>((resolve) => {
      stopWaiting = this.#parts.ports.setTimer(resolve, CLOSE_MS, true);
    });
    await Promise.race([timeIsUp, Promise.all([commands?.finish(), news?.finish()])]);
    stopWaiting();
    this.#dropAll();
  }

  /** What a listener throws must not reach the socket's event, where it would end the process. */
  #tell<T>(listeners: readonly ((news: T) => void)[], news: T): void {
    for (const listener of listeners) {
      try {
        listener(news);
      } catch (error) {
        this.#parts.messages.error(
          "redis listener",
          `The outbox in Redis failed internally; the bot keeps running: ${String(error)}`,
        );
      }
    }
  }
}
