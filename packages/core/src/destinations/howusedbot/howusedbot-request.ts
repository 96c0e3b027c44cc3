import type { HttpTransport } from "../../delivery/http/http-transport.ts";
import { cleanReply } from "../clean-reply.ts";
import { jsonHeaders } from "../json-headers.ts";
import { safeSend } from "../safe-send.ts";
import { checkSecret, checkServiceUrl, checkTimeoutMs } from "../service-options.ts";
import { type HowUsedBotReply, readHowUsedBotReply } from "./howusedbot-reply.ts";

/** Where and with whose token HowUsedBot is called. */
export interface HowUsedBotEndpoint {
  apiToken: string;
  url: string;
  timeoutMs: number;
}

/** HowUsedBot's documented address. */
export const HOWUSEDBOT_URL: string = "https://qnext.app/bin/webhooks/6438/181/4opQGmB6OlHqqPRM";

/** Throws a `TrackerConfigError` when the token, address or timeout is invalid. */
export function howUsedBotEndpoint(options: {
  apiToken: string;
  url?: string | undefined;
  timeoutMs?: number | undefined;
}): HowUsedBotEndpoint {
  const apiToken = checkSecret("HowUsedBot's apiToken", options.apiToken);
  return {
    apiToken,
    url: checkServiceUrl("HowUsedBot's url", options.url ?? HOWUSEDBOT_URL, apiToken),
    timeoutMs: checkTimeoutMs("HowUsedBot's timeoutMs", options.timeoutMs ?? 10_000),
  };
}

/** Sends one body for a bot. Never rejects; what a failed reply says holds no token, even if HowUsedBot repeats it. */
export async function howUsedBotRequest(
  endpoint: HowUsedBotEndpoint,
  botId: number,
  body: object,
  http: HttpTransport,
  signal?: AbortSignal,
): Promise<HowUsedBotReply> {
  const { url, apiToken, timeoutMs } = endpoint;
  const text = JSON.stringify({ botId, apiToken, ...body });
  const reply = readHowUsedBotReply(
    await safeSend(http, { url, headers: jsonHeaders(), body: text, timeoutMs }, signal),
  );
  return reply.kind === "ok" ? reply : cleanReply(reply, [apiToken]);
}
