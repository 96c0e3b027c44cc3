import type { HttpTransport } from "../../delivery/http/http-transport.ts";
import { cleanReply } from "../clean-reply.ts";
import { jsonHeaders } from "../json-headers.ts";
import { safeSend } from "../safe-send.ts";
import { checkSecret, checkTimeoutMs } from "../service-options.ts";
import { type TgtrackPlatform, tgtrackUrl } from "./tgtrack-platform.ts";
import { readTgtrackReply, type TgtrackReply } from "./tgtrack-reply.ts";

/** Where and as whom TGTrack is called. */
export interface TgtrackEndpoint {
  platform: TgtrackPlatform;
  apiKey: string;
  /** Without the key and without a slash at its end. */
  url: string;
  timeoutMs: number;
}

/** Throws a `TrackerConfigError` when the key, address or timeout is invalid. */
export function tgtrackEndpoint(options: {
  apiKey: string;
  platform?: TgtrackPlatform | undefined;
  url?: string | undefined;
  timeoutMs?: number | undefined;
}): TgtrackEndpoint {
  const platform = options.platform ?? "telegram";
  const apiKey = checkSecret("TGTrack's apiKey", options.apiKey);
  return {
    platform,
    apiKey,
    url: tgtrackUrl(platform, options.url, apiKey),
    timeoutMs: checkTimeoutMs("TGTrack's timeoutMs", options.timeoutMs ?? 10_000),
  };
}

/** Every method's name is made of these. Anything else, joined to the address, could lead to another place of the host. */
export function isTgtrackMethod(name: string): boolean {
  return /^\w+$/.test(name);
}

/** Calls one method. Never rejects; what a failed reply says holds no key, even if TGTrack repeats it. */
export async function tgtrackRequest(
  endpoint: TgtrackEndpoint,
  method: string,
  body: string,
  http: HttpTransport,
  signal?: AbortSignal,
): Promise<TgtrackReply> {
  const { url, apiKey, timeoutMs } = endpoint;
  if (!isTgtrackMethod(method)) {
    const description = `${JSON.stringify(method)} cannot be the name of a method, so nothing was sent`;
    return cleanReply({ kind: "refused", errorCode: undefined, description }, [apiKey]);
  }
  const target = `${url}/${encodeURIComponent(apiKey)}/${method}`;
  const reply = readTgtrackReply(
    await safeSend(http, { url: target, headers: jsonHeaders(), body, timeoutMs }, signal),
  );
  return reply.kind === "ok" ? reply : cleanReply(reply, [apiKey]);
}
