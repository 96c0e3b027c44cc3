import { describe, expect, test } from "vitest";
import { runKillRounds } from "./cases/kill-rounds.ts";
import { SHORT } from "./figures.ts";
import { brokenPromises } from "./measure/broken-promises.ts";

describe.concurrent("nothing is lost, and no more is doubled than the bot says, when it is ended at any moment by", () => {
  test.for([["SIGKILL"], ["SIGTERM"]] as const)("%s", { timeout: 60_000 }, async ([signal]) => {
    const { tally, forgotten, found } = await runKillRounds(signal, SHORT, 20_261_121);
    expect(brokenPromises(tally, { doubles: true }), JSON.stringify(tally)).toEqual([]);
    expect(forgotten).toBe(0);
    // Otherwise no round ended a bot that was busy.
    expect(found).toBeGreaterThan(0);
  });
});
