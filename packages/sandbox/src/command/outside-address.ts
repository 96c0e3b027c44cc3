import { isIPv4 } from "node:net";
import type { NetworkInterfaceInfo } from "node:os";

type Interfaces = Readonly<Record<string, readonly Pick<NetworkInterfaceInfo, "address" | "internal">[] | undefined>>;

/**
 * Where other machines reach a sandbox that listens on `host`. They cannot use a wildcard address, so the first of the
 * machine's own takes its place. Undefined: no other machine reaches it, or `host` is already in the sandbox's address.
 */
export function outsideAddress(host: string, port: string, interfaces: Interfaces): string | undefined {
  if (host !== "0.0.0.0" && host !== "::") return undefined;
  const addresses = Object.values(interfaces).flatMap((each) => each ?? []);
  const found = addresses.find(({ address, internal }) => !internal && isIPv4(address));
  return found && `http://${found.address}:${port}`;
}
