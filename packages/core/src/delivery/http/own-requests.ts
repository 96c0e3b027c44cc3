import type { AsyncLocalStorage } from "node:async_hooks";
import { onceInProcess } from "../../support/process-registry.ts";

/** What the tracker's own requests call themselves. */
export const OWN_AGENT = "bot-tracker";

/**
 * Sends a request of the tracker's own or of its clients: whoever watches the process's requests knows it by that, even
 * where somebody else's transport names no agent, or another one.
 */
export function asOwnRequest<T>(send: () => T): T {
  return CONTEXT_IS_CHEAP ? marks().run(true, send) : send();
}

/** Whether the request that is being made just now is one of these. */
export function isOwnRequest(): boolean {
  return CONTEXT_IS_CHEAP && marks().getStore() === true;
}

/**
 * On an older Node an `AsyncLocalStorage` that is used makes every await of the bot cost four times as much. Workers, which
 * may have none, tell nobody of requests.
 */
const CONTEXT_IS_CHEAP = typeof process !== "undefined" && Number.parseInt(process.versions?.node, 10) >= 24;

function marks(): AsyncLocalStorage<true> {
  // One for all copies of this package, so that none takes another's requests for the bot's.
  return onceInProcess("own requests@1", () => {
    const { AsyncLocalStorage } = process.getBuiltinModule("node:async_hooks");
    return new AsyncLocalStorage<true>();
  });
}
