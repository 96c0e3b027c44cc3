import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One process that can receive updates. */
interface Target {
  /** Undefined until it receives updates. */
  port: number | undefined;
  /** Updates given to it and not answered yet. */
  open: number;
  /** Updates it has answered with 2xx. */
  taken: number;
}

/** Hands updates out to the processes in turn; what one leaves unanswered goes to the next. */
export class Balancer {
  readonly #targets = new Map<string, Target>();
  readonly #server = createServer((incoming, outgoing) => void this.#answer(incoming, outgoing));
  #turn = 0;
  /** Updates given to a second process because the first ended without an answer. */
  redelivered = 0;

  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  add(name: string): Target {
    const target: Target = { port: undefined, open: 0, taken: 0 };
    this.#targets.set(name, target);
    return target;
  }

  remove(name: string): void {
    this.#targets.delete(name);
  }

  target(name: string): Readonly<Target> | undefined {
    return this.#targets.get(name);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const untried = new Set(this.#targets.values());
    for (let target = this.#next(untried); target !== undefined; target = this.#next(untried)) {
      untried.delete(target);
      const status = await this.#give(target, incoming.headers, Buffer.concat(chunks));
      if (status !== undefined) {
        outgoing.writeHead(status).end();
        return;
      }
      this.redelivered += 1;
    }
    // Telegram will deliver it again.
    outgoing.writeHead(502).end();
  }

  #next(untried: ReadonlySet<Target>): Target | undefined {
    this.#turn += 1;
    const ready = [...this.#targets.values()].filter((target) => target.port !== undefined && untried.has(target));
    return ready[this.#turn % Math.max(1, ready.length)];
  }

  /** The status that the process answered with; undefined when it ended without an answer. */
  #give(target: Target, headers: IncomingMessage["headers"], body: Buffer): Promise<number | undefined> {
    const { port } = target;
    target.open += 1;
    return new Promise<number | undefined>((resolve) => {
      const given = request({ host: "127.0.0.1", port, method: "POST", path: "/", headers }, (answer) => {
        answer.resume().once("close", () => resolve(answer.complete ? answer.statusCode : undefined));
      });
      given.once("error", () => resolve(undefined));
      given.end(body);
    }).then((status) => {
      target.open -= 1;
      // An answer of a process that was taken out is lost, as if its connection had been cut.
      if (![...this.#targets.values()].includes(target)) return undefined;
      if (status !== undefined && status < 300) target.taken += 1;
      return status;
    });
  }
}
