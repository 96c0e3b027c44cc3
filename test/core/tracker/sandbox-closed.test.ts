import { createTracker } from "@bot-tracker/core";
import { expect, onTestFinished, test, vi } from "vitest";
import { startSandbox } from "../../../packages/sandbox/src/index.ts";
import { GENEROUS } from "../../support/generous.ts";
import { privateStart } from "../../support/updates.ts";

const start = (id: number) => privateStart({ updateId: id, messageId: id, userId: id });

test("a tracker whose sandbox is closed says nothing and does not wait, and sends once the sandbox is open again", async () => {
  const sandbox = await startSandbox();
  // Another name of the same machine.
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv("BOT_TRACKER_SANDBOX", sandbox.url.replace("127.0.0.1", "localhost"));
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  const events: string[] = [];
  const onDelivery = ({ kind }: { kind: string }): void => void events.push(kind);
  const tracker = createTracker({ botId: 1, outbox: "memory", logger: { warn: say, error: say }, onDelivery });
  onTestFinished(() => tracker.close({ timeoutMs: 0 }));

  await sandbox.close();
  for (let id = 1; id <= 5; id++) tracker.handleUpdate(start(id));
  await expect.poll(() => events).toContain("held");
  expect(await tracker.flush({ timeoutMs: 60_000 })).toEqual({ delivered: 0, pending: 10 });
  expect(said).toEqual([]);

  const again = await startSandbox({ port: Number(new URL(sandbox.url).port) });
  onTestFinished(() => again.close());
  expect(await tracker.flush(GENEROUS)).toEqual({ delivered: 10, pending: 0 });
});
