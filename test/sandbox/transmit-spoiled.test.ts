import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { cutAnswer, trickleAnswer } from "../../packages/sandbox/src/faults/transmit-spoiled.ts";

const ANSWER = { status: 200, headers: { "content-type": "application/json" }, bodyText: '{"status":"OK"}' };

test.for([
  ["in pieces", (outgoing: ServerResponse) => trickleAnswer(outgoing, ANSWER, 20, new AbortController().signal)],
  ["in part", async (outgoing: ServerResponse) => cutAnswer(outgoing, ANSWER)],
] as const)("an answer sent %s to a client that has gone away is dropped without an error", async ([, send]) => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const [, outgoing] = (await once(server, "request")) as [unknown, ServerResponse];
  const errors: Error[] = [];
  outgoing.on("error", (error) => errors.push(error));

  client.destroy();
  await once(outgoing, "close");
  await send(outgoing);
  await setImmediate();

  expect(errors).toEqual([]);
});
