import type { IncomingHttpHeaders } from "node:http";
import { isIP, isIPv4 } from "node:net";

/** The names by which a simulator may be called. */
export interface HostNames {
  /** What it listens on. */
  readonly host: string;
  readonly allowed: readonly string[];
}

/**
 * Why a request is refused that a web page sent, or that calls the simulator by a name that is not its own, which a
 * page may have made point to this machine (DNS rebinding). No bot sends such a request. Undefined: it may come in.
 */
export function refusalOfStranger(headers: IncomingHttpHeaders, { host, allowed }: HostNames): string | undefined {
  const site = headers["sec-fetch-site"];
  if (headers.origin !== undefined || (site !== undefined && site !== "none")) {
    return "Forbidden: the simulator takes no requests from web pages";
  }
  const name = nameIn(headers.host ?? "");
  const named = [host, ...allowed].some((each) => each.toLowerCase() === name);
  // Who listens for other machines is called by whatever address it has there.
  if (name !== undefined && (isLoopback(name) || named || (!isLoopback(host) && isIP(name) !== 0))) return undefined;
  return "Forbidden: the simulator is not called by this name; allowedHosts can add it";
}

function nameIn(hostHeader: string): string | undefined {
  return URL.parse(`http://${hostHeader}`)?.hostname.replace(/^\[(.*)\]$/, "$1");
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}
