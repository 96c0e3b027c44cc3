import { hmacSha256Hex } from "../../support/sha256.ts";

/** The header that carries a webhook's signature. */
export const WEBHOOK_SIGNATURE_HEADER = "Bot-Tracker-Signature";

export interface VerifyWebhookOptions {
  /** What time it is, in unix seconds. @default now */
  nowSeconds?: number;
  /** How far the signature's time may be from now, either way. @default 300 */
  toleranceSeconds?: number;
}

/**
 * For the receiver of a `webhook()`: whether a request was signed with the secret, lately. Anything else is false: no
 * header, a malformed or an old one, another secret, a changed body, an empty secret. It never throws.
 *
 * @param header The value of `Bot-Tracker-Signature`.
 * @param body The request's body exactly as it was received. JSON parsed and written again will not match.
 *
 * @example
 * const trusted = verifyWebhookSignature(request.headers["bot-tracker-signature"], body, secret);
 * response.writeHead(trusted ? 204 : 401).end();
 */
export function verifyWebhookSignature(
  header: string | readonly string[] | undefined,
  body: string | Uint8Array,
  secret: string,
  options: VerifyWebhookOptions = {},
): boolean {
  try {
    return isSigned(header, body, secret, options);
  } catch {
    // A body that is neither text nor bytes, or options that cannot be read: whatever it is, nobody has signed it.
    return false;
  }
}

function isSigned(
  header: string | readonly string[] | undefined,
  body: string | Uint8Array,
  secret: string,
  options: VerifyWebhookOptions,
): boolean {
  const { nowSeconds = Date.now() / 1000, toleranceSeconds = 300 } = options;
  // An unset variable would otherwise let in whoever signs with nothing.
  if (typeof header !== "string" || typeof secret !== "string" || secret === "") return false;
  const parts = header.split(",").map((part) => part.trim());
  const times = parts.flatMap((part) => /^t=(\d{1,12})$/.exec(part)?.[1] ?? []);
  const [time] = times;
  if (time === undefined || times.length > 1) return false;
  if (!(Math.abs(nowSeconds - Number(time)) <= toleranceSeconds)) return false;
  const expected = hmacOf(time, body, secret);
  return parts.some((part) => {
    const given = /^v1=([0-9a-f]{64})$/.exec(part)?.[1];
    return given !== undefined && isSame(given, expected);
  });
}

/** The header's value for a body that leaves at `nowSeconds`: `t=<unix>,v1=<hex HMAC-SHA256 of "t.body">`. */
export function signWebhook(body: string, secret: string, nowSeconds: number): string {
  const time = String(Math.floor(nowSeconds));
  return `t=${time},v1=${hmacOf(time, body, secret)}`;
}

function hmacOf(time: string, body: string | Uint8Array, secret: string): string {
  return hmacSha256Hex(secret, `${time}.`, body);
}

/** Of two texts of one length. Takes as long whatever is given, so that nobody learns a signature by the time it takes. */
function isSame(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let at = 0; at < expected.length; at++) difference |= given.charCodeAt(at) ^ expected.charCodeAt(at);
  return difference === 0;
}
