import { describe, expect, test } from "vitest";
import { SERVICE_CASES } from "./cases.ts";
import { SHORT } from "./figures.ts";
import { brokenPromises } from "./measure/broken-promises.ts";

describe.concurrent("after trouble of a service every start arrives, in order, within the limits and no oftener than the bot says:", () => {
  test.for(SERVICE_CASES)("$name", { timeout: 60_000 }, async ({ doubles, run }) => {
    const { tally, broken = [] } = await run(SHORT);
    expect([...broken, ...brokenPromises(tally, { doubles })], JSON.stringify(tally)).toEqual([]);
  });
});
