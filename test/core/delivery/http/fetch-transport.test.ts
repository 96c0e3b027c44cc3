import { expect, test } from "vitest";
import { fetchFailureOf } from "../../../../packages/core/src/delivery/http/fetch-failure.ts";
import { createFetchTransport } from "../../../../packages/core/src/delivery/http/fetch-transport.ts";
import { describeTransport, KEY } from "./describe-transport.ts";

describeTransport((options) => createFetchTransport(options));

// As Bun 1.4 and Deno 2.9 say it.
test.each<[runtime: string, error: unknown, answerLost: boolean, description: string]>([
  [
    "Bun, refused",
    coded("Unable to connect", "ConnectionRefused"),
    false,
    "no connection could be made (ConnectionRefused)",
  ],
  [
    "Bun, unknown host",
    coded("typo?", "FailedToOpenSocket"),
    false,
    "no connection could be made (FailedToOpenSocket)",
  ],
  [
    "Bun, no TLS there",
    coded("EPROTO: The TLS handshake failed. Does the server speak TLS on this port?", "EPROTO"),
    false,
    "no connection could be made",
  ],
  [
    "Bun, closed",
    coded("closed", "ECONNRESET"),
    true,
    "the connection broke before the answer was complete (ECONNRESET)",
  ],
  [
    "Deno, refused",
    new TypeError(
      `error sending request for url (http://127.0.0.1:1/${KEY}): client error (Connect): tcp connect error`,
    ),
    false,
    "no connection could be made",
  ],
  [
    "Deno, closed",
    new TypeError(`error sending request for url (http://127.0.0.1:1/${KEY}): client error (SendRequest)`),
    true,
    "the connection broke before the answer was complete (TypeError)",
  ],
  [
    "a library, with a number for a name",
    Object.assign(new Error(KEY), { name: 7 }),
    true,
    "the connection broke before the answer was complete (unknown error)",
  ],
  [
    "a library, with a symbol for a name",
    Object.assign(new Error(KEY), { name: Symbol(KEY) }),
    true,
    "the connection broke before the answer was complete (unknown error)",
  ],
  [
    "a library, whose properties cannot be read",
    Object.defineProperties(
      new Error(KEY),
      Object.fromEntries(["name", "code", "cause"].map((key) => [key, { get: throwKey }])),
    ),
    true,
    "the connection broke before the answer was complete (unknown error)",
  ],
  ["what is no error", KEY, true, "the connection broke before the answer was complete (unknown error)"],
])("a failure of %s says no more than whether it was sent", (_runtime, error, answerLost, description) => {
  expect(fetchFailureOf(error)).toEqual({ kind: "failed", answerLost, description });
});

function throwKey(): never {
  throw new Error(KEY);
}

function coded(message: string, code: string): Error {
  return Object.assign(new Error(`${message} ${KEY}`), { code });
}
