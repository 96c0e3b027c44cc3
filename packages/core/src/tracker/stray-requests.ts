import { type RequestWatcher, watchForeignRequests } from "../delivery/http/foreign-requests.ts";
import type { Messages } from "../support/messages.ts";
import type { Route } from "./routes.ts";

/** Where one service takes reports. */
interface Address {
  destination: string;
  origin: string;
  path: string;
  reportAt(path: string): string | undefined;
}

/**
 * Finds the call that was left behind when a bot moved over to the tracker, and that doubles every start: reports to a
 * service that this process makes without the tracker. Its documented address counts as well as the one in use, which
 * may be a sandbox's.
 */
export class StrayRequests {
  readonly #counts = new Map<string, number>();
  readonly #addresses: readonly Address[];
  readonly #messages: Messages;
  readonly #stop: () => void;

  constructor(routes: readonly Route[], messages: Messages) {
    this.#messages = messages;
    this.#addresses = routes.flatMap(addressesOf);
    const watcher: RequestWatcher = {
      origins: new Set(this.#addresses.map(({ origin }) => origin)),
      saw: ({ origin, path }, isFirst) => this.#saw(origin, path, isFirst),
    };
    this.#stop = watcher.origins.size === 0 ? () => {} : watchForeignRequests(watcher);
  }

  /** The number of those that were made since. */
  countOf(destination: string): number {
    return this.#counts.get(destination) ?? 0;
  }

  stop(): void {
    this.#stop();
  }

  #saw(origin: string, path: string, isFirst: (kind: string) => boolean): void {
    for (const address of this.#addresses) {
      if (address.origin !== origin || !path.startsWith(address.path)) continue;
      const report = address.reportAt(path.slice(address.path.length));
      if (report === undefined) continue;
      this.#counts.set(address.destination, this.countOf(address.destination) + 1);
      if (isFirst(`${origin} ${report}`))
        this.#messages.warn(`stray ${origin} ${report}`, strayRequest(origin, report));
      return;
    }
  }
}

function addressesOf({ destination, service }: Route): Address[] {
  if (service === undefined) return [];
  const { url: documented, reportAt } = service.service;
  const urls = new Set([service.url.replace(/\/+$/, ""), documented]);
  return [...urls].map((url) => {
    const { origin, pathname } = new URL(url);
    return { destination: destination.name, origin, path: pathname.replace(/\/+$/, ""), reportAt };
  });
}

function strayRequest(origin: string, report: string): string {
  return (
    `Something else in this process than the tracker sent ${report} to ${new URL(origin).host}. If it is a call from ` +
    "before the tracker, everything counts twice: remove it (`npx @bot-tracker/cli doctor --code .` lists the places " +
    "that name a service's address). Further ones are counted as `strayRequests` in tracker.health()."
  );
}
