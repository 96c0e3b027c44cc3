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
    const word = /is away|cannot be reached|cannot be used: [^.]*|is back|is reached/.exec(message)?.[0];
    said.push(`${(ports.nowMs() - startMs) / 1_000} ${word}`);
  };
  const messages = new Messages({ logger: { warn: log, error: log }, nowMs: ports.nowMs, debug: false, secrets: [] });
  return { ports, said, connection: new ConnectionMessages({ ports, messages }, "Redis at host:6379") };
}

test("nothing is said of a connection that is made at once", () => {
  const { said, connection } = makeMessages();
  connection.up();
  expect(said).toEqual([]);
});

test("a time without Redis has one message at its beginning and one at its end, however often it is tried", async () => {
  const { said, connection, ports } = makeMessages();
  for (let second = 0; second < 10_000; second++) {
    connection.down(second % 2 === 0 ? REFUSED : CLOSED);
    await ports.advance(1_000);
  }
  connection.up();
  expect(said).toEqual(["0 cannot be reached", "10000 is reached"]);
});

test("the next time within the hour is said again, once a minute has passed", async () => {
  const { said, connection, ports } = makeMessages();
  connection.up();
  connection.down(CLOSED);
  await ports.advance(5_000);
  connection.up();
  await ports.advance(60_000);
  connection.down(CLOSED);
  await ports.advance(5_000);
  connection.up();
  expect(said).toEqual(["0 is away", "5 is back", "65 is away", "70 is back"]);
});

test("a connection that comes and goes every second is said to at most once a minute each way", async () => {
  const { said, connection, ports } = makeMessages();
  connection.up();
  for (let second = 0; second < 600; second += 2) {
    connection.down(CLOSED);
    await ports.advance(1_000);
    connection.up();
    await ports.advance(1_000);
  }
  expect(said).toHaveLength(20);
  expect(said.slice(0, 4)).toEqual(["0 is away", "1 is back", "60 is away", "61 is back"]);
});

test("a connection that goes again within the minute and stays away is said to be away when the minute is over", async () => {
  const { said, connection, ports } = makeMessages();
  connection.up();
  connection.down(CLOSED);
  connection.up();
  await ports.advance(10_000);
  connection.down(CLOSED);
  connection.down(REFUSED);
  await ports.advance(49_000);
  expect(said).toEqual(["0 is away", "0 is back"]);
  await ports.advance(1_000);
  expect(said.slice(2)).toEqual(["60 is away"]);
  connection.up();
  expect(said.slice(3)).toEqual(["60 is back"]);
});

test("each problem that somebody has to mend is said once, and that Redis is away in between is not", () => {
  const { said, connection } = makeMessages();
  for (const problem of [CLOSED, PASSWORD, REFUSED, PASSWORD, POLICY, REFUSED, POLICY]) connection.down(problem);
  connection.up();
  expect(said).toEqual([
    "0 cannot be reached",
    "0 cannot be used: it refuses the password",
    "0 cannot be used: its policy is wrong",
    "0 is reached",
  ]);
});

test("nothing is said once the connection is closed, also not what was put off", async () => {
  const { said, connection, ports } = makeMessages();
  connection.up();
  connection.down(CLOSED);
  connection.up();
  connection.down(CLOSED);
  connection.end();
  await ports.advance(120_000);
  expect(said).toEqual(["0 is away", "0 is back"]);
});
