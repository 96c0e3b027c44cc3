/** What of a process decides whether its requests go through a proxy. */
export interface ProxySettings {
  env: Readonly<Record<string, string | undefined>>;
  execArgv: readonly string[];
}

/**
 * Whether Node sends the bot's own requests through the proxies that `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name,
 * so that the tracker's have to go the same way: since 22.21 and 24.5 it does with `NODE_USE_ENV_PROXY=1` or
 * `--use-env-proxy`, and never otherwise. Source: Node's documentation of both.
 */
export function usesEnvProxy({ env, execArgv }: ProxySettings): boolean {
  const isAsked =
    env["NODE_USE_ENV_PROXY"] === "1" ||
    execArgv.includes("--use-env-proxy") ||
    /(?:^|\s)--use-env-proxy(?:\s|$)/.test(env["NODE_OPTIONS"] ?? "");
  return isAsked && ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"].some((name) => (env[name] ?? "") !== "");
}
