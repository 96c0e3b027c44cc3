import { isIP } from "node:net";
import { isLoopback } from "../support/is-loopback.ts";

/**
 * The names that a sandbox answers to. A web page can make a name of its own point to this machine (DNS rebinding), and
 * its browser would then take the sandbox for a part of that site; what it cannot choose is an address.
 */
export class HostNames {
  readonly #named: ReadonlySet<string>;
  readonly #isOutside: boolean;

  /** `host` is what the sandbox listens on, `allowed` are the names that it was told. */
  constructor(host: string, allowed: readonly string[]) {
    this.#named = new Set([host, ...allowed].map((name) => name.toLowerCase()));
    this.#isOutside = !isLoopback(host);
  }

  /** Whether a request to `url`, as its Host header says it, is meant for the sandbox. */
  include(url: string): boolean {
    const name = hostNameOf(url);
    return isLoopback(name) || this.#named.has(name) || (this.#isOutside && isIP(name) !== 0);
  }
}

/** Without a port, and without the brackets of an IPv6 address. */
export function hostNameOf(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");
}

/** What a refusal says of a name that is not the sandbox's. */
export function describeOtherName(url: string): string {
  const name = hostNameOf(url);
  return (
    `This sandbox is not called ${name}. If that is a name of yours for it, start it with --allow-host ${name}, ` +
    `or allowedHosts: ["${name}"].`
  );
}
