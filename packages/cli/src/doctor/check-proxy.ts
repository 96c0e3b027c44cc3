import { type ProxySettings, usesEnvProxy } from "@bot-tracker/core/outbox-kit";
import { type Check, ok, problem, warning } from "./check.ts";

const NAME = "Proxy";
/** Of each pair the first beats the second. */
const VARIABLES = [
  ["http_proxy", "HTTP_PROXY"],
  ["https_proxy", "HTTPS_PROXY"],
] as const;
const EXCEPTIONS = ["no_proxy", "NO_PROXY"] as const;

/** Which proxies the tracker's requests go through. Their names and passwords are never shown. */
export function checkProxy(settings: ProxySettings): Check[] {
  const { env } = settings;
  const named = VARIABLES.flatMap((names) => firstSet(env, names));
  if (named.length === 0) return isAsked(settings) ? [nothingNamed()] : [];
  if (!usesEnvProxy(settings)) return [notUsed(named.map(({ name }) => name))];
  const broken = named.filter(({ value }) => placeOf(value) === undefined);
  if (broken.length > 0) {
    const names = broken.map(({ name }) => name).join(" and ");
    const advice = "Set it to an address such as http://proxy.internal:3128. Until then nothing can be sent.";
    return [problem(NAME, `${names} should be the address of a proxy, but is not.`, advice)];
  }
  const places = named.map(({ name, value }) => `${placeOf(value)} (${name})`).join(" and ");
  const [except] = firstSet(env, EXCEPTIONS);
  const direct = except === undefined ? "" : ` Not to ${except.value.split(/[\s,]+/).join(", ")} (${except.name}).`;
  return [ok(NAME, `Like Node's own requests, the tracker's go through ${places}.${direct}`)];
}

interface Variable {
  name: string;
  value: string;
}

function firstSet(env: ProxySettings["env"], names: readonly string[]): Variable[] {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value) return [{ name, value }];
  }
  return [];
}

/** Without the name and the password that may stand in an address. */
function placeOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, host } = new URL(address);
  return /^https?:$/.test(protocol) && host !== "" ? `${protocol}//${host}` : undefined;
}

function isAsked({ env, execArgv }: ProxySettings): boolean {
  return usesEnvProxy({ env: { ...env, HTTP_PROXY: "http://127.0.0.1" }, execArgv });
}

function nothingNamed(): Check {
  const message =
    "Node was asked to use the proxies that variables name, but none of them names one: requests go directly.";
  return warning(
    NAME,
    message,
    "Set HTTPS_PROXY and HTTP_PROXY to the proxy's address, or take away NODE_USE_ENV_PROXY or --use-env-proxy.",
  );
}

function notUsed(names: readonly string[]): Check {
  const message = `${names.join(" and ")} is set, but not used: neither Node nor the tracker does so by itself.`;
  return warning(NAME, message, "If requests have to go through it, start the bot with NODE_USE_ENV_PROXY=1.");
}
