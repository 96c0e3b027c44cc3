import { createTracker } from "@bot-tracker/core";
import { expect, test } from "vitest";
import { redisOutbox } from "../../../packages/redis/src/outbox/redis-outbox-maker.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("only a tracker that does not know its bot warns that others like it share its outbox in Redis", async () => {
  const said: string[] = [];
  const note = (line: string): void => void said.push(line);
  const sayings = async (bot: { botId?: number }): Promise<string> => {
    said.length = 0;
    const tracker = createTracker(
      {
        ...bot,
        dir: temporaryFolder(),
        logger: { warn: note, error: note },
        outbox: redisOutbox({ url: "redis://127.0.0.1:1" }),
      },
      { TGTRACK_API_KEY: "key", TGTRACK_URL: "http://127.0.0.1:1" },
    );
    await tracker.close({ timeoutMs: 20 });
    return said.join("\n");
  };
  expect(await sayings({})).toContain("`botId` to the tracker, the same in every process");
  expect(await sayings({ botId: 1 })).not.toContain("botId");
});
