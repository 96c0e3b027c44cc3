import { describe, expect, test } from "vitest";
import { SERVICE_CASES } from "./cases.ts";
import { SHORT } from "./figures.ts";
import { brokenPromises } from "./measure/broken-promises.ts";

describe.concurrent("after trouble of a service every start arrives, in order, within the limits and no oftener than the bot says:", () => {
  test.for(SERVICE_CASES)("$name", async ({ losesAnswers, run }, { skip }) => {
    const result = await run(SHORT);
    if ("skipped" in result) return skip(result.skipped);
    const { tally, broken = [] } = result;
    expect([...broken, ...brokenPromises(tally, { losesAnswers })], JSON.stringify(tally)).toEqual([]);
  });
});
