import { createTracker, type Outbox, type OutboxMaker, type Tracker } from "@bot-tracker/core";
import { expect, onTestFinished, test } from "vitest";
import { redisOutbox } from "../../../packages/redis/src/outbox/redis-outbox-maker.ts";
import { RecordingServer } from "../../support/recording-server.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const NOBODY_LISTENS = "redis://127.0.0.1:1";

test("a bot that gives up Redis is told what waits in its file for it, and only while it does", async () => {
  const service = await RecordingServer.start();
  onTestFinished(() => service.close());
  const dir = temporaryFolder();
  const said: string[] = [];
  const start = (outbox?: Outbox | OutboxMaker): Tracker => {
    said.length = 0;
    return createTracker(
      {
        botId: 1,
        dir,
        logger: { warn: (line) => void said.push(line), error: (line) => void said.push(line) },
        ...(outbox !== undefined && { outbox }),
      },
      { TGTRACK_API_KEY: "key", TGTRACK_URL: service.url },
    );
  };

  await start().close();
  expect(said).toEqual([]);

  const withRedis = start(redisOutbox({ url: NOBODY_LISTENS }));
  await withRedis.trackEvent({ userId: 7, event: "sale" });
  await withRedis.close({ timeoutMs: 20 });
  expect(said.join()).not.toContain("Without redisOutbox");

  const without = start();
  expect(said).toEqual([expect.stringMatching(/1 entry .*Without redisOutbox nothing sends/)]);
  await without.close();
  expect(service.requests).toEqual([]);
});
