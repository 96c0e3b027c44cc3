import type { IncomingMessage } from "node:http";
import { HTTPException } from "hono/http-exception";
import type { BytesShare } from "../bounds/bytes-under-way.ts";

/** Larger bodies are answered with 413. */
const MAX_BODY_BYTES = 1024 * 1024;
/** So much is read and thrown away, so that a client still gets to read the 413; beyond it the connection ends. */
const MAX_DISCARDED_BYTES = 16 * MAX_BODY_BYTES;

/**
 * The body as text, or undefined when it is too large. Rejects when the client goes away in the middle, and with 503
 * when `share` has no room for it.
 */
export async function readRawBody(incoming: IncomingMessage, share?: BytesShare): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES && share?.take(chunk.length) === false) {
      throw new HTTPException(503, { message: "The sandbox is reading too many bodies at once." });
    }
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
    if (bytes > MAX_DISCARDED_BYTES) return undefined;
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString("utf8");
}
