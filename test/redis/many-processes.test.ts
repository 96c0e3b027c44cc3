import { describe, expect, test } from "vitest";
import { hasRedisServer, NO_REDIS_SERVER } from "../support/redis-server.ts";
import { SHORT } from "./many-processes/figures.ts";
import { runScenario } from "./many-processes/run-scenario.ts";
import { SCENARIOS } from "./many-processes/scenarios.ts";

const hasRedis = hasRedisServer();
if (!hasRedis) console.warn(NO_REDIS_SERVER);
const SEED = 20_261_121;

describe.skipIf(!hasRedis)(
  "machines that share nothing but Redis deliver every start once, within the limits of their one key:",
  () => {
    test.for(SCENARIOS)("$name", async (scenario) => {
      const { tally, broken } = await runScenario({ scenario, figures: SHORT, seed: SEED });
      expect(broken, JSON.stringify({ ...tally, lost: tally.lost.length })).toEqual([]);
    });
  },
);
