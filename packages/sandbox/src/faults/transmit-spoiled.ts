import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "../services/service.ts";

const SLOW_BODY_PIECES = 10;

/** Ends the connection with a TCP reset, so that the client sees ECONNRESET and no answer. */
export function resetConnection(outgoing: ServerResponse): void {
  outgoing.socket?.resetAndDestroy();
}

/** Waits until the client gives up, or until `interrupted` ends the wait from this side. */
export async function hang(outgoing: ServerResponse, interrupted: AbortSignal): Promise<void> {
  if (outgoing.closed) return;
  await once(outgoing, "close", { signal: interrupted });
}

/** Sends the head and half of the body, then ends the connection. */
export function cutAnswer(outgoing: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.bodyText);
  outgoing.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.socket?.destroy());
}

/** Sends the head at once and the body in pieces over `spreadMs`. */
export async function trickleAnswer(
  outgoing: ServerResponse,
  answer: Answer,
  spreadMs: number,
  interrupted: AbortSignal,
): Promise<void> {
  const body = Buffer.from(answer.bodyText);
  outgoing.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
  outgoing.flushHeaders();
  for (let piece = 0; piece < SLOW_BODY_PIECES; piece++) {
    await sleep(spreadMs / SLOW_BODY_PIECES, undefined, { signal: interrupted });
    const from = Math.floor((piece * body.length) / SLOW_BODY_PIECES);
    const to = Math.floor(((piece + 1) * body.length) / SLOW_BODY_PIECES);
    outgoing.write(body.subarray(from, to));
  }
  outgoing.end();
}
