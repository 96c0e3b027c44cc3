import { test as base } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../packages/sandbox/src/index.ts";

/** 20 November 2026, 12:00:00.000 UTC: the first millisecond of a second and of an hour. */
export const NOON_MS = Date.UTC(2026, 10, 20, 12);
export const NOON = NOON_MS / 1_000;

export const HOWUSEDBOT_PATH = "/bin/webhooks/6438/181/4opQGmB6OlHqqPRM";

export interface SandboxFixtures {
  /** Starts a sandbox whose clock stands at noon, moves by `advance` alone, and is closed with the test. */
  start: (options?: SandboxOptions) => Promise<Sandbox>;
  /** Such a sandbox without limits, for everything that is not about them. */
  sandbox: Sandbox;
}

export const test = base.extend<SandboxFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs off this pattern.
  start: async ({}, use) => {
    const started: Sandbox[] = [];
    await use(async (options) => {
      const sandbox = await startSandbox({ now: () => NOON_MS, ...options });
      started.push(sandbox);
      return sandbox;
    });
    for (const sandbox of started) await sandbox.close();
  },
  sandbox: async ({ start }, use) => {
    await use(await start({ limits: "none" }));
  },
});

/** An answer, whose body is text where it is not JSON. */
export interface Reply {
  status: number;
  headers: Headers;
  body: unknown;
}

export interface CallParts {
  key?: string;
  /** `/v1` for Telegram by default; `/API/bot-api/v1` for MAX. */
  base?: string;
  headers?: Record<string, string>;
  httpMethod?: string;
  signal?: AbortSignal;
}

export const MAX: CallParts = { base: "/API/bot-api/v1" };

/** Calls a TGTrack method with a JSON body, or with a text as it is. */
export function call({ url }: Sandbox, method: string, body?: object | string, parts: CallParts = {}): Promise<Reply> {
  const { base = "/v1", key = "sandbox", headers, httpMethod = "POST", signal } = parts;
  return read(`${url}${base}/${key}/${method}`, {
    method: httpMethod,
    headers: headers ?? { "content-type": "application/json" },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  });
}

/** Calls HowUsedBot with JSON, or with a form when the body is one. */
export function callHowUsedBot({ url }: Sandbox, body: object | URLSearchParams): Promise<Reply> {
  if (body instanceof URLSearchParams) return read(url + HOWUSEDBOT_PATH, { method: "POST", body });
  const headers = { "content-type": "application/json" };
  return read(url + HOWUSEDBOT_PATH, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Calls the sandbox's own API. */
export function control({ url }: Sandbox, httpMethod: string, path: string, body?: object): Promise<Reply> {
  const json = body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return read(`${url}/api${path}`, { method: httpMethod, ...json });
}

export async function read(url: string, init: RequestInit): Promise<Reply> {
  const response = await fetch(url, init);
  const { status, headers } = response;
  const text = await response.text();
  const isJson = headers.get("content-type")?.startsWith("application/json") ?? false;
  return { status, headers, body: isJson ? JSON.parse(text) : text };
}

/** The body of an accepted request. */
export const OK = { status: "OK", mode: "sandbox" };

/** The body of a refused one. */
export function refusal(code: number, description: string, details?: string): object {
  return {
    status: "error",
    mode: "sandbox",
    error_code: code,
    error_description: description,
    ...(details !== undefined && { error_details: details }),
  };
}

/** The warnings of the newest request. */
export function lastWarnings(sandbox: Sandbox): readonly string[] | undefined {
  return sandbox.requests().at(-1)?.warnings;
}
