/**
 * A server that answers every HTTP request alike and does as little as a server can, so that clients and not it are
 * measured. Usage: node sink-process.ts <delay in ms> <answer's body>; it tells its port to the process that forked it.
 */
import { type AddressInfo, createServer, type Socket } from "node:net";

const [delay = "0", body = ""] = process.argv.slice(2);
const delayMs = Number(delay);
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
);
const HEAD_END = Buffer.from("\r\n\r\n");
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

const server = createServer({ noDelay: true }, (socket) => {
  let waiting: Buffer = Buffer.alloc(0);
  socket.on("data", (data) => {
    waiting = waiting.length === 0 ? data : Buffer.concat([waiting, data]);
    for (;;) {
      const length = requestLength(waiting);
      if (length === undefined || length > waiting.length) return;
      waiting = waiting.subarray(length);
      answer(socket);
    }
  });
  socket.on("error", () => socket.destroy());
});

function answer(socket: Socket): void {
  if (delayMs === 0) socket.write(ANSWER);
  else setTimeout(() => socket.write(ANSWER), delayMs);
}

/** The bytes of the first request, or undefined while that cannot be known. */
function requestLength(data: Buffer): number | undefined {
  const end = data.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const bodyAt = end + HEAD_END.length;
  const head = data.toString("latin1", 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return bodyAt + Number(length);
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return bodyAt;
  const last = data.indexOf(LAST_CHUNK, bodyAt);
  return last < 0 ? undefined : last + LAST_CHUNK.length;
}

server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }, () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.once("disconnect", () => process.exit());
