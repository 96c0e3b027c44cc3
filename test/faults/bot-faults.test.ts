import { describe, expect, test } from "vitest";
import { BOT_CASES } from "./cases.ts";
import { SHORT } from "./figures.ts";
import { brokenPromises } from "./measure/broken-promises.ts";

describe.concurrent("after trouble of the bot every start arrives, in order, within the limits and no oftener than the bot says:", () => {
  test.for(BOT_CASES)("$name", async ({ losesAnswers, run }, { skip }) => {
    const result = await run(SHORT);
    if ("skipped" in result) return skip(result.skipped);
    const { tally, broken = [] } = result;
    expect([...broken, ...brokenPromises(tally, { losesAnswers })], JSON.stringify(tally)).toEqual([]);
  });
});
