import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";

/**
 * Loaded before a program of the texts, which runs as it stands: what it sends to Telegram goes to the simulator at
 * `SIMULATOR_URL` instead, over whichever client its framework uses.
 */
const simulator = new URL(process.env["SIMULATOR_URL"] ?? "");
const { request } = https;

function redirected(options: https.RequestOptions | string | URL, ...rest: unknown[]): http.ClientRequest {
  const given = typeof options === "string" || options instanceof URL ? undefined : options;
  const { host, hostname } = given ?? new URL(String(options));
  if ((hostname ?? host) !== "api.telegram.org") return Reflect.apply(request, https, [options, ...rest]);
  const { protocol, hostname: name, port, host: address } = simulator;
  const headers = { ...given?.headers, host: address };
  const sent = { ...given, protocol, host: name, hostname: name, port, agent: undefined, headers };
  return Reflect.apply(http.request, http, [sent, ...rest]);
}

https.request = redirected as typeof https.request;
syncBuiltinESMExports();

const realFetch = globalThis.fetch;
globalThis.fetch = (input, init) =>
  realFetch(typeof input === "string" ? input.replace("https://api.telegram.org", simulator.origin) : input, init);
