import { type RecordedRequest, type Sandbox, type SandboxOptions, startSandbox } from "@bot-tracker/sandbox";
import type { Deed } from "../bot/deed.ts";
import { deliveriesOf, deliveryIn } from "./delivery-id.ts";

/**
 * Both services, at an address that stays while they go and come back. Everything that ever reached them is kept, and
 * their clock is one that nobody sets.
 */
export class Services {
  readonly requests: RecordedRequest[] = [];
  readonly #options: SandboxOptions;
  readonly #taken = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #onTaken = new Set<(request: RecordedRequest) => void>();
  #sandbox: Sandbox;

  private constructor(options: SandboxOptions, sandbox: Sandbox) {
    this.#options = options;
    this.#sandbox = sandbox;
    this.#listen();
  }

  static async open(options: SandboxOptions): Promise<Services> {
    const own = { now: () => performance.timeOrigin + performance.now(), ...options };
    return new Services(own, await startSandbox(own));
  }

  get url(): string {
    return this.#sandbox.url;
  }

  get sandbox(): Sandbox {
    return this.#sandbox;
  }

  /** From here on connections are refused. */
  async shut(): Promise<void> {
    await this.#sandbox.close();
  }

  /** Takes connections again, at the same address. */
  async reopen(): Promise<void> {
    this.#sandbox = await startSandbox({ ...this.#options, port: Number(new URL(this.url).port) });
    this.#listen();
  }

  /** The requests that a service has acted on. */
  get taken(): RecordedRequest[] {
    return this.requests.filter(({ accepted }) => accepted);
  }

  /** Calls back at each request that a service acts on. */
  onTaken(listener: (request: RecordedRequest) => void): void {
    this.#onTaken.add(listener);
  }

  /** Resolves when each of these deeds has reached the destination, or every destination. */
  waitForDeeds(deeds: readonly Deed[], destination = ""): Promise<void> {
    const missing = new Set(deeds.flatMap(deliveriesOf).filter((id) => id.startsWith(destination)));
    return this.waitUntil(() => {
      for (const id of missing) if (this.#taken.has(id)) missing.delete(id);
      return missing.size === 0;
    });
  }

  /** Resolves when `isTrue`, which is asked again at each request. */
  waitUntil(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isTrue()) return;
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      look();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox.close();
  }

  #listen(): void {
    this.#sandbox.onRequest((request) => {
      this.requests.push(request);
      if (request.accepted) {
        this.#taken.add(deliveryIn(request));
        for (const listener of this.#onTaken) listener(request);
      }
      for (const listener of [...this.#listeners]) listener();
    });
  }
}
