import { expect, test } from "vitest";
import { Messages } from "../../../packages/core/src/support/messages.ts";
import { ConnectionMessages } from "../../../packages/redis/src/connection/connection-messages.ts";
import { away, unfit } from "../../../packages/redis/src/connection/connection-problem.ts";
import { ManualPorts } from "../../support/manual-ports.ts";

const REFUSED = away("nothing listens on port 6379 (ECONNREFUSED)");
const CLOSED = away("the connection was closed");
const POLICY = unfit("policy", "its policy is wrong", "Set another");
const PASSWORD = unfit("password", "it refuses the password", "Correct it");

/** What is said, each in a word or two, with the second it was said at. */
function makeMessages() {
  const ports = new ManualPorts();
  const startMs = ports.nowMs();
  const said: string[] = [];
  const log = (message: string): void => {
    const word = /is unavailable|cannot be reached|cannot be used: [^.]*|is back|is connected/.exec(message)?.[0];
    said.push(`${(ports.nowMs() - startMs) / 1_000} ${word}`);
  };
  const messages = new Messages({ logger: { warn: log, error: log }, nowMs: ports.nowMs, debug: false, secrets: [] });
  return { ports, said, connection: new ConnectionMessages({ ports, messages }, "Redis at host:6379") };
}

test("says nothing of a connection that is made at once", () => {
  const { said, connection } = makeMessages();
  connection.up();
  expect(said).toEqual([]);
});

test("reports an outage once at its beginning and once at its end, however many attempts fail", async () => {
  const { said, connection, ports } = makeMessages();
  for (let second = 0; second < 10_000; second++) {
    connection.down(second % 2 === 0 ? REFUSED : CLOSED);
    await ports.advance(1_000);
  }
  connection.up();
  expect(said).toEqual(["0 cannot be reached", "10000 is connected"]);
});

test("reports the next outage once a minute has passed", async () => {
  const { said, connection, ports } = makeMessages();
  connection.up();
  connection.down(CLOSED);
  await ports.advance(5_000);
  connection.up();
  await ports.advance(60_000);
  connection.down(CLOSED);
  await ports.advance(5_000);
  connection.up();
  expect(said).toEqual(["0 is unavailable", "5 is back", "65 is unavailable", "70 is back"]);
});

test("reports a connection that flaps every second at most once a minute each way", async () => {
  const { said, connection, ports } = makeMessages();
  connection.up();
  for (let second = 0; second < 600; second += 2) {
    connection.down(CLOSED);
    await ports.advance(1_000);
    connection.up();
    await ports.advance(1_000);
  }
  expect(said).toHaveLength(20);
  expect(said.slice(0, 4)).toEqual(["0 is unavailable", "1 is back", "60 is unavailable", "61 is back"]);
});

test("reports a connection that is lost again within the minute when the minute is over", async () => {
  const { said, connection, ports } = makeMessages();
  connection.up();
  connection.down(CLOSED);
  connection.up();
  await ports.advance(10_000);
  connection.down(CLOSED);
  connection.down(REFUSED);
  await ports.advance(49_000);
  expect(said).toEqual(["0 is unavailable", "0 is back"]);
  await ports.advance(1_000);
  expect(said.slice(2)).toEqual(["60 is unavailable"]);
  connection.up();
  expect(said.slice(3)).toEqual(["60 is back"]);
});

test("reports each problem that somebody has to fix once, and no outage in between", () => {
  const { said, connection } = makeMessages();
  for (const problem of [CLOSED, PASSWORD, REFUSED, PASSWORD, POLICY, REFUSED, POLICY]) connection.down(problem);
  connection.up();
  expect(said).toEqual([
    "0 cannot be reached",
    "0 cannot be used: it refuses the password",
    "0 cannot be used: its policy is wrong",
    "0 is connected",
  ]);
});

test("says nothing once the connection is closed, not even what was postponed", async () => {
  const { said, connection, ports } = makeMessages();
  connection.up();
  connection.down(CLOSED);
  connection.up();
  connection.down(CLOSED);
  connection.end();
  await ports.advance(120_000);
  expect(said).toEqual(["0 is unavailable", "0 is back"]);
});
