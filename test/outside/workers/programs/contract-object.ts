import { DurableObject } from "cloudflare:workers";
import type { Outbox } from "@bot-tracker/core";
import { workersPorts } from "@bot-tracker/core/outbox-kit";
import { openObjectOutbox } from "../../../../packages/cloudflare/src/open-object-outbox.ts";

interface Call {
  name: string;
  method: string;
  args: unknown[];
  bounds: object;
  /** The quota that its use is asked for of. */
  limits?: Parameters<Outbox["quotaUsed"]>[0];
  nowMs: number;
}

/** An outbox in an object, of which a test can call every method, at the time that it says. */
export class ContractObject extends DurableObject {
  #outbox: Outbox | undefined;
  #nowMs = 0;
  readonly #told: unknown[][] = [];

  async call({ method, args, bounds, limits, nowMs }: Call) {
    this.#nowMs = nowMs;
    this.#outbox ??= this.#open(bounds);
    const outbox = this.#outbox;
    const result = await (outbox[method as "next"] as (...args: unknown[]) => unknown).apply(outbox, args);
    const ledger = outbox.ledger();
    const oldest = Object.keys(ledger).map((name) => [name, outbox.oldestPendingAt(name)]);
    const used = limits === undefined ? [] : outbox.quotaUsed(limits, nowMs);
    return { result, ledger, oldest: Object.fromEntries(oldest), used, told: this.#told.splice(0) };
  }

  /** Ends this instance as a crash does. */
  async crash(): Promise<void> {
    this.ctx.abort("the test ends it");
  }

  #open(bounds: object): Outbox {
    const outbox = openObjectOutbox(this.ctx.storage, {
      bounds,
      messages: { error: (_topic, message) => console.error(message), forget: () => {} },
      ports: { ...workersPorts, nowMs: () => this.#nowMs, steadyMs: () => this.#nowMs },
    });
    outbox.onReady((...told) => void this.#told.push(told));
    return outbox;
  }
}

interface Env {
  OBJECTS: { idFromName(name: string): object; get(id: object): ContractObject };
}

const ENDLESS = "endless";

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const call = JSON.parse(await request.text(), (_key, value) => (value === ENDLESS ? Infinity : value)) as Call;
    const object = env.OBJECTS.get(env.OBJECTS.idFromName(call.name));
    try {
      if (call.method === "crash") return Response.json(await object.crash().catch(() => ({ result: null, told: [] })));
      const answer = await object.call(call);
      return new Response(JSON.stringify(answer, (_key, value) => (value === Infinity ? ENDLESS : value)));
    } catch (error) {
      return new Response(error instanceof Error ? error.stack : String(error), { status: 500 });
    }
  },
};
