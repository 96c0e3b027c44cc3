import { shown } from "../support/check-number.ts";
import { SandboxError } from "../support/sandbox-error.ts";

/** A name or an address, of 1 to 253 letters, digits and `.:_-`, as DNS and IPv6 have them. */
const HOST = /^[A-Za-z0-9._:%-]{1,253}$/;

/** @throws {SandboxError} An empty one would listen on every address, and a name with a port would never fit. */
export function checkHost(option: string, host: unknown): string {
  if (typeof host === "string" && HOST.test(host)) return host;
  throw new SandboxError(
    `${option} must be a name or an address without a port, such as 127.0.0.1, not ${shown(host)}.`,
  );
}
