import { expect, it } from "vitest";
import { Messages } from "../../../packages/core/src/support/messages.ts";
import { RelayPace } from "../../../packages/redis/src/relay/relay-pace.ts";
import { ManualPorts } from "../../support/manual-ports.ts";

const FULL = new Error("OOM command not allowed when used memory > 'maxmemory'.");

function start() {
  const ports = new ManualPorts();
  const said: string[] = [];
  const say = (message: string): void => void said.push(message);
  const messages = new Messages({ logger: { warn: say, error: say }, nowMs: ports.nowMs, debug: false, secrets: [] });
  const wakesMs: number[] = [];
  const pace = new RelayPace({ ports, messages, wake: () => wakesMs.push(ports.nowMs()) });
  return { ports, said, pace, wakesMs };
}

it("says once that Redis is full, though it accepts a little now and then, and again when it is full again", async () => {
  const { ports, said, pace } = start();
  for (let time = 0; time < 40; time++) {
    pace.pause(FULL, 10);
    await ports.advance(5_000);
    pace.recovered();
  }
  expect(said).toEqual([expect.stringMatching(/Redis is full.*Raise `maxmemory`/)]);
  await ports.advance(60_000);
  pace.recovered();
  pace.pause(FULL, 10);
  expect(said).toHaveLength(2);
});

it("asks a Redis that accepts nothing at least every 2 s, and less often what something else keeps from it", async () => {
  const { ports, pace, wakesMs } = start();
  for (let time = 0; time < 10; time++) {
    const beganMs = ports.nowMs();
    pace.pause(FULL, 1);
    await ports.advance(2_000);
    expect(wakesMs.at(-1)).toBeGreaterThan(beganMs);
  }
  for (const waitMs of [4_000, 8_000, 16_000, 30_000]) {
    const beganMs = ports.nowMs();
    pace.pause(new Error("ERR something else"), 1);
    await ports.advance(40_000);
    expect((wakesMs.at(-1) ?? 0) - beganMs).toBe(waitMs);
  }
});
