import { inspect } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { deliveryQueues } from "../../../packages/redis/src/bullmq/delivery-queues.ts";
import { openRedisOutboxes } from "../../../packages/redis/src/tools/redis-outboxes.ts";
import { hasRedisServer, NO_REDIS_SERVER, startRedisServer } from "../../support/redis-server.ts";

if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);

describe.skipIf(!hasRedisServer())("a tool that looks at bots in Redis", () => {
  it("shows a refused password nowhere in its error, nor in what caused that, as Node prints it", async () => {
    const server = await startRedisServer(["--requirepass", "the-right-one"]);
    onTestFinished(() => server.close());
    const url = `redis://bot:not-Tr0ub4dor@127.0.0.1:${server.port}`;
    const errors = await Promise.all([
      openRedisOutboxes({ url, prefix: "bot-tracker" }).catch((error: unknown) => error),
      deliveryQueues({ url, botId: 1 }).catch((error: unknown) => error),
    ]);
    for (const error of errors) {
      const printed = inspect(error, { depth: null, showHidden: true });
      expect(printed).toContain("it rejects the user name or the password");
      expect(printed).not.toContain("not-Tr0ub4dor");
    }
  });
});
